"""What time does to invitations, relations and quotas."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import mutual_aid
from gongji.edge.jobs.job import CLOCK, Tell, in_batches, in_lanes
from gongji.edge.office import Office
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet

NOT_RENEWED = "NOT_RENEWED"
BENEFICIARY_INSURED_CHANGE = "BENEFICIARY_INSURED_CHANGE"

end_invitations = in_batches(
    lambda db, now, after, limit: mutual_aid.find_expired(db, now=now, after=after, limit=limit),
    lambda db, due, now, policy: mutual_aid.expire(db, invitation_ids=due, now=now, by=CLOCK),
)

end_quotas = in_batches(
    lambda db, now, after, limit: mutual_aid.find_over(db, day=beijing_day(now), after=after, limit=limit),
    lambda db, due, now, policy: mutual_aid.return_expired(db, quota_ids=due, now=now, by=CLOCK),
)

renew_quotas = in_lanes(
    lambda db, now, after, limit, lane: mutual_aid.find_to_renew(
        db, day=beijing_day(now).replace(month=1, day=1), after=after, limit=limit, lane=lane
    ),
    lambda db, due, now, policy: len(mutual_aid.renew(db, quota_ids=due, now=now, policy=policy, by=CLOCK)),
)


def remind(office: Office, now: datetime, tell: Tell) -> int:
    """Remind of this year's quotas, as many days before it ends as policy says."""
    day = beijing_day(now)
    new_year = day.replace(year=day.year + 1, month=1, day=1)
    if new_year - day > timedelta(days=office.policy.value("quota.remind_days", pool=0, on=day)):
        return 0
    ending = in_batches(
        lambda db, now, after, limit: mutual_aid.find_to_remind(db, ending_on=new_year, after=after, limit=limit),
        lambda db, due, now, policy: mutual_aid.remind(db, quota_ids=due, now=now, by=CLOCK),
    )
    return ending(office, now, tell)


def _give_up(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    """Dissolve what has waited as long as policy lets it wait for a renewed cover (R-13)."""
    ended = 0
    for relation in mutual_aid.find_relations_by_id(db, relation_ids=due).values():
        days = policy.value("relation.suspended_days", pool=0, on=beijing_day(now))
        since = relation.suspended_at
        if since is not None and since + timedelta(days=days) <= now:
            mutual_aid.dissolve(
                db, relation_id=relation.relation_id, reason=BENEFICIARY_INSURED_CHANGE, now=now, by=CLOCK
            )
            ended += 1
    return ended


end_suspended = in_batches(
    lambda db, now, after, limit: mutual_aid.find_suspended(db, reason=NOT_RENEWED, after=after, limit=limit),
    _give_up,
)
