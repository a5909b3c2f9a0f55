"""Let a quota be spent on more, or on less; its money stays where it is (Q-03, Q-21)."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.audit import By, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.policy import PolicySet
from gongji.ground.value import replace
from gongji.mutual_aid.change_quota import require_change
from gongji.mutual_aid.held import Change, hold, write_changes
from gongji.mutual_aid.quota import Quota, Use
from gongji.mutual_aid.refusals import QuotaUnknown, RelationNotActive
from gongji.mutual_aid.relation import find_relations_by_id


def change_uses(db: Connection[Any], *, quota_id: int, uses: Use, now: datetime, policy: PolicySet, by: By) -> Quota:
    """Let a quota be spent on this from now on; the same uses again change nothing, and count for nothing.

    uses: at least one. What an order holds already goes on to the tax office. Counts as a change of the quota (Q-09).
    Refuses: QuotaUnknown, RelationNotActive (suspended: less is allowed, more is not), QuotaChangedTooOften.
    """
    quota = hold(db, quota_id=quota_id).quota
    if not quota.covers(beijing_day(now)):
        raise QuotaUnknown()
    if uses == quota.uses:
        return quota
    relation = find_relations_by_id(db, relation_ids=[quota.relation_id])[quota.relation_id]
    if uses & ~Use(quota.uses) and relation.state != "active":
        raise RelationNotActive(state=relation.state)
    require_change(db, quota, now, policy)
    after = replace(quota, uses=uses.value)
    (journal_id,) = new_identifiers(db, cells=[quota.cell])
    told = {"before": quota.uses, "after": after.uses}
    write_changes(db, [Change(quota, after, (), Happening.QUOTA_USES_CHANGED, journal_id, told)], now=now, by=by)
    return after
