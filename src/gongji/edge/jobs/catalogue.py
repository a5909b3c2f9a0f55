"""Every job there is, and when the clock starts it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from gongji import corrections, insured, mutual_aid, settlement, wallet, work_items
from gongji.edge.jobs.calendar import warn_of_calendar
from gongji.edge.jobs.interest import credit_interest
from gongji.edge.jobs.job import CLOCK, Days, Job, Tell, in_batches
from gongji.edge.jobs.notices import deliver_notices, write_notices
from gongji.edge.jobs.premiums import settle_waiting_premiums
from gongji.edge.office import Office
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet

NOT_RENEWED = "NOT_RENEWED"
BENEFICIARY_INSURED_CHANGE = "BENEFICIARY_INSURED_CHANGE"


def _expired(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return mutual_aid.find_expired(db, now=now, after=after, limit=limit)


def _expire(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return mutual_aid.expire(db, invitation_ids=due, now=now, by=CLOCK)


def _unaccepted(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return wallet.find_unaccepted(db, now=now, after=after, limit=limit)


def _return(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return wallet.return_unaccepted(db, transfer_ids=due, now=now, policy=policy, by=CLOCK)


def _lots(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return wallet.find_lots(db, after=after, limit=limit)


def _convert(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return wallet.convert_lots(db, transfer_ids=due, now=now, policy=policy, by=CLOCK)


def _over(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return mutual_aid.find_over(db, day=beijing_day(now), after=after, limit=limit)


def _end(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return mutual_aid.return_expired(db, quota_ids=due, now=now, by=CLOCK)


def _to_renew(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    new_year = beijing_day(now).replace(month=1, day=1)
    return mutual_aid.find_to_renew(db, day=new_year, after=after, limit=limit)


def _renew(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return len(mutual_aid.renew(db, quota_ids=due, now=now, policy=policy, by=CLOCK))


def _remind(office: Office, now: datetime, tell: Tell) -> int:
    """Remind of this year's quotas, as many days before it ends as policy says."""
    day = beijing_day(now)
    new_year = day.replace(year=day.year + 1, month=1, day=1)
    if new_year - day > timedelta(days=office.policy.value("quota.remind_days", pool=0, on=day)):
        return 0

    def find(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
        return mutual_aid.find_to_remind(db, ending_on=new_year, after=after, limit=limit)

    def do(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
        return mutual_aid.remind(db, quota_ids=due, now=now, by=CLOCK)

    return in_batches(find, do)(office, now, tell)


def _to_turn(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return insured.find_to_turn(db, after=after, limit=limit)


def _turn(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return insured.turn_year(db, people=due, now=now, by=CLOCK)


def _suspended(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return mutual_aid.find_suspended(db, reason=NOT_RENEWED, after=after, limit=limit)


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


def _overdue(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return work_items.find_rising(db, now=now, after=after, limit=limit)


def _escalate(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return work_items.escalate(db, work_item_ids=due, now=now)


def _unconfirmed(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return corrections.find_expired(db, now=now, after=after, limit=limit)


def _forget(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return corrections.expire(db, correction_ids=due, now=now, by=CLOCK)


def _over_codes(db: Connection[Any], now: datetime, after: int, limit: int) -> list[int]:
    return settlement.find_over_codes(db, now=now, after=after, limit=limit)


def _forget_codes(db: Connection[Any], due: Sequence[int], now: datetime, policy: PolicySet) -> int:
    return settlement.forget_codes(db, code_ids=due, now=now)


def _write_notices(office: Office, now: datetime, tell: Tell) -> int:
    return write_notices(office)


def _deliver_notices(office: Office, now: datetime, tell: Tell) -> int:
    return deliver_notices(office)


def _ask_tax(office: Office, now: datetime, tell: Tell) -> int:
    return settle_waiting_premiums(office, now).decided


ALL = (
    Job("invitations", "end invitations nobody answered in time (R-11)", "*/5 * * * *", in_batches(_expired, _expire)),
    Job("returns", "return transfers nobody accepted (W-25)", "0 6 * * *", in_batches(_unaccepted, _return)),
    Job("lots", "end what is left of the pilot where it is over (D-12)", "30 1 * * *", in_batches(_lots, _convert)),
    Job("year-end", "return what is left of annual quotas (Q-05)", "0 0 * * *", in_batches(_over, _end)),
    Job(
        "year-turn",
        "carry over what is left of the old year (P-06)",
        "15 0 * * *",
        in_batches(_to_turn, _turn),
        Days.NEW_YEAR,
    ),
    Job("interest", "credit the interest of the year (W-38)", "45 0 * * *", credit_interest, Days.MONTH),
    Job("renewals", "set annual quotas again (Q-05)", "30 0 * * *", in_batches(_to_renew, _renew)),
    Job("reminders", "remind of annual quotas that are about to end (Q-05)", "0 9 * * *", _remind),
    Job("suspended", "end relations not renewed in time (R-13)", "0 2 * * *", in_batches(_suspended, _give_up)),
    Job(
        "overdue",
        "let work items go up whose time is running out",
        "15 * * * *",
        in_batches(_overdue, _escalate),
    ),
    Job("calendar", "warn while holidays to come are not known", "0 9 * * *", warn_of_calendar),
    Job("corrections", "end corrections nobody confirmed in time", "10 0 * * *", in_batches(_unconfirmed, _forget)),
    Job("codes", "forget pay codes that are over (S-34)", "*/5 * * * *", in_batches(_over_codes, _forget_codes)),
    Job("premiums", "ask the tax office what became of premiums (B-07)", "*/5 * * * *", _ask_tax),
    Job("notices", "write down what people are to be told", "* * * * *", _write_notices),
    Job("messages", "send what is not sent yet", "* * * * *", _deliver_notices),
)
JOBS = {job.name: job for job in ALL}
