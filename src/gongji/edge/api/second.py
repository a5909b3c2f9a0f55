"""What a clerk does not do for a citizen alone: large amounts, and too many relations in a day (A-05, X-23)."""

from datetime import datetime, time
from typing import Any

from gongji import access, audit, delegation, insured
from gongji.audit import By, Fact, Happening
from gongji.edge.api.call import Call
from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.identifiers import cell_of, new_identifiers


def require_second_above(call: Call, *, about_id: int, limit_fen: int | None) -> None:
    """Refuse staff who set more than they may alone; with a colleague it is written down (A-05).

    about_id: the quota or invitation. limit_fen: what it would be, None where it has no limit.
    Refuses SecondPerson.
    """
    if call.caller.grants and (limit_fen is None or limit_fen > _least(call, "counter.dual_control_fen")):
        _countersign(call, about_id, {"limit_fen": limit_fen})


def require_second_when_many(call: Call, *, invitation_id: int, purpose: str) -> None:
    """Refuse staff who have helped to set up too many relations today; with a colleague it is written down (X-23).

    purpose: of the consents they took. Refuses SecondPerson.
    """
    if not call.caller.grants:
        return
    midnight = datetime.combine(beijing_day(call.now), time(), BEIJING)
    assisted = delegation.count_assisted(
        call.db, clerk_id=call.caller.who, purpose=purpose, since=midnight, besides=invitation_id
    )
    if assisted >= _least(call, "counter.assisted_relations_a_day"):
        _countersign(call, invitation_id, {"assisted": assisted})


def _least(call: Call, name: str) -> int:
    """What holds where the citizen is insured; the strictest, where in two places."""
    assert call.caller.acts_for is not None
    relations = insured.find_relations(call.db, people=[call.caller.acts_for])[call.caller.acts_for].values()
    values: list[int] = [call.policy.value(name, pool=one.pool, on=beijing_day(call.now)) for one in relations]
    return min(values)


def _countersign(call: Call, about_id: int, detail: dict[str, Any]) -> None:
    second = By(access.require_second(call.caller), call.caller.channel, call.caller.authority_id)
    (fact_id,) = new_identifiers(call.db, cells=[cell_of(about_id)])
    audit.record(call.db, [Fact(fact_id, Happening.COUNTERSIGNED, about_id, call.now, detail, second)])
