"""Whom news of a mandate concerns: who is acted for, and who acts (A-02 … A-06)."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection

from gongji import delegation
from gongji.audit import Happening
from gongji.delegation import Mandate
from gongji.ground.calendar import beijing_day
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side


def about_mandates(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """Both sides of each. Of several confirmations that are read together the last one tells that it can be used."""
    found = delegation.find_mandates(db, mandate_ids={one.subject_id for one in heard})
    last = {(one.subject_id, one.happening): one.fact_id for one in heard}
    concerns = []
    for one in heard:
        mandate = found[one.subject_id]
        in_effect = last[one.subject_id, one.happening] == one.fact_id and _in_effect(one, mandate)
        case = Case.IN_EFFECT if in_effect else Case.PLAIN
        concerns.append(Concern(one, Side.OWNER, mandate.principal_id, {"people": [str(mandate.agent_id)]}, case))
        concerns.append(Concern(one, Side.AGENT, mandate.agent_id, {"people": [str(mandate.principal_id)]}, case))
    return concerns


def _in_effect(one: Heard, mandate: Mandate) -> bool:
    day = beijing_day(one.at)
    match one.happening:
        case Happening.MANDATE_GRANTED:
            return not mandate.moves_money() and (mandate.agrees_from is None or day < mandate.agrees_from)
        case Happening.MANDATE_CONFIRMED:
            return mandate.is_agreed(day) and not (mandate.moves_money() and mandate.checked_by is None)
    return False
