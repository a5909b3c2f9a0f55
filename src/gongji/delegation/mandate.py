"""A mandate: who may act for whom, in what, from when to when, on what paper (A-02, A-05, A-06)."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, ledger
from gongji.access import Scope
from gongji.audit import By, Fact, Happening
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch, fetch_one
from gongji.ground.value import columns_of, value


class MandateKind(StrEnum):
    """How somebody came to act for another: let by a relative (A-02), by a written authority (A-05), by law (A-06)."""

    FAMILY_ACCOUNT = "family_account"
    AGENT = "agent"
    GUARDIAN = "guardian"


# What a relative may do who was let with a tap, without any paper (A-02, W-06).
FAMILY_SCOPE = frozenset({Scope.VIEW, Scope.SHOW_CODE, Scope.WALLET})
# Who may do one of these may move any amount: a second member of staff has to look at it.
MOVES_MONEY = frozenset({Scope.RELATIONS, Scope.QUOTAS, Scope.PREMIUMS, Scope.TRANSFERS})


@value
class Mandate:
    """agent_id acts for principal_id. scope: names of `access.Scope`. valid_to: the first day it is over.

    usable_from: from then on also for what benefits the agent. agrees_from: from this day on the principal must have
    said yes herself; called_back_at: when she did. checked_by: the second member of staff.
    """

    cell: int
    mandate_id: int
    principal_id: int
    agent_id: int
    kind: str
    scope: list[str]
    granted_at: datetime
    usable_from: datetime
    valid_to: date | None
    agrees_from: date | None
    evidence_hash: bytes | None
    registered_by: int
    checked_by: int | None = None
    called_back_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None

    def is_over(self, day: date) -> bool:
        """Whether it has ended, by somebody's word or by itself."""
        return self.ended_at is not None or (self.valid_to is not None and self.valid_to <= day)

    def moves_money(self) -> bool:
        """Whether it covers anything that moves money."""
        return not MOVES_MONEY.isdisjoint(self.scope)

    def is_agreed(self, day: date) -> bool:
        """Whether the principal has said yes, where by this day she must have."""
        if self.agrees_from is None or day < self.agrees_from:
            return True
        return self.called_back_at is not None and beijing_day(self.called_back_at) >= self.agrees_from


MANDATES = f"select {columns_of(Mandate)} from mandate "


@refusal
class MandateUnknown(Refusal):
    """There is no such mandate, or it is between two others."""

    code: ClassVar[str] = "MANDATE_UNKNOWN"
    rule: ClassVar[str] = "A-05"


def find_mandates(db: Connection[Any], *, mandate_ids: Collection[int]) -> dict[int, Mandate]:
    """Mandates, ended ones too, by identifier."""
    rows = fetch(
        db,
        Mandate,
        MANDATES + "where cell = any(%s::smallint[]) and mandate_id = any(%s::bigint[])",
        cells_and(mandate_ids),
    )
    return {row.mandate_id: row for row in rows}


def find_latest(db: Connection[Any], *, agent_id: int, principal_id: int) -> Mandate | None:
    """The latest mandate of one for the other, ended or not; only the latest can stand."""
    return fetch_one(
        db,
        Mandate,
        MANDATES + "where cell = %s and principal_id = %s and agent_id = %s order by mandate_id desc limit 1",
        [cell_of(principal_id), principal_id, agent_id],
    )


def list_mandates(db: Connection[Any], *, person_id: int, after: int = 0, limit: int = 20) -> list[Mandate]:
    """A page of the mandates a person gave or has, ended ones too, by identifier, which is by age."""
    return fetch(
        db,
        Mandate,
        MANDATES + "where (principal_id = %s or agent_id = %s) and mandate_id > %s order by mandate_id limit %s",
        [person_id, person_id, after, limit],
    )


def standing_mandates(db: Connection[Any], *, person_id: int) -> list[Mandate]:
    """The mandates a person gave or has that nobody has ended, by identifier."""
    return fetch(
        db,
        Mandate,
        MANDATES + "where (principal_id = %s or agent_id = %s) and ended_at is null order by mandate_id",
        [person_id, person_id],
    )


def hold_mandate(db: Connection[Any], *, mandate_id: int) -> Mandate:
    """A mandate nobody else can change until the transaction ends; refuses MandateUnknown."""
    before = find_mandates(db, mandate_ids=[mandate_id]).get(mandate_id)
    if before is None:
        raise MandateUnknown()
    ledger.lock(db, spenders={before.principal_id})
    return find_mandates(db, mandate_ids=[mandate_id])[mandate_id]


def record(db: Connection[Any], happening: Happening, mandate: Mandate, *, now: datetime, by: By) -> None:
    """Write down what happened to a mandate."""
    (fact_id,) = new_identifiers(db, cells=[mandate.cell])
    audit.record(db, [Fact(fact_id, happening, mandate.mandate_id, now, by=by)])
