"""Two records that are one person's: proposed by one member of staff, decided by another (R-12, W-03)."""

from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji.audit import By
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.rows import fetch_one
from gongji.ground.value import columns_of, value, values_of


@value
class Merge:
    """kept_id lives on, absorbed_id is merged into it. state: proposed, merged, refused. By whom: members of staff."""

    cell: int
    merge_id: int
    kept_id: int
    absorbed_id: int
    evidence_hash: bytes
    state: str
    proposed_at: datetime
    proposed_by: int
    decided_at: datetime | None = None
    decided_by: int | None = None


MERGES = f"select {columns_of(Merge)} from person_merge "


@refusal
class MergeProposed(Refusal):
    """The record is already proposed to be merged, and nobody has decided yet."""

    code: ClassVar[str] = "MERGE_PROPOSED"
    rule: ClassVar[str] = "W-03"


@refusal
class MergeOfOne(Refusal):
    """Both numbers are of one record already."""

    code: ClassVar[str] = "MERGE_OF_ONE"
    rule: ClassVar[str] = "W-03"


def write_merge(
    db: Connection[Any], *, kept_id: int, absorbed_id: int, evidence_hash: bytes, now: datetime, by: By
) -> Merge:
    """Keep a proposal; the caller holds both records. Refuses MergeProposed."""
    (merge_id,) = new_identifiers(db, cells=[cell_of(absorbed_id)])
    merge = Merge(
        cell_of(merge_id), merge_id, kept_id, absorbed_id, evidence_hash, "proposed", now, by.actor_id
    )  # fmt: skip
    kept = db.execute(
        f"""
        insert into person_merge ({columns_of(Merge)})
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict do nothing
        """,
        values_of(merge),
    )
    if kept.rowcount == 0:
        raise MergeProposed()
    return merge


def find_merge(db: Connection[Any], *, merge_id: int) -> Merge | None:
    """One merge, decided or not; None where there is no such."""
    return fetch_one(db, Merge, MERGES + "where cell = %s and merge_id = %s", [cell_of(merge_id), merge_id])


def decide_merge(db: Connection[Any], merge: Merge, *, state: str, now: datetime, by: By) -> None:
    """Write how a proposal ended: merged or refused."""
    db.execute(
        "update person_merge set state = %s, decided_at = %s, decided_by = %s where cell = %s and merge_id = %s",
        [state, now, by.actor_id, merge.cell, merge.merge_id],
    )
