"""A day is reconciled: the answers that are there are read, compared and recorded, province by province."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji import clearing
from gongji.audit import By
from gongji.clearing import Answer, Code, Difference
from gongji.edge.reconciliation.answer_file import AnswerFile, find_answer, read_answer
from gongji.edge.reconciliation.compare import differences, party_to, totals
from gongji.edge.reconciliation.engine import Backend, EngineName, open_engine
from gongji.edge.reconciliation.hub_file import HubFile, hub_file
from gongji.ground import divisions
from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal
from gongji.ground.value import value


@value
class Reconciled:
    """What came of one province's answer. counts: rows by code, M0 too. refused: why the file did not count at all."""

    province: int
    counts: dict[Code, int]
    refused: Refusal | None = None


def reconcile(
    db: Connection[Any],
    *,
    day: date,
    folder: Path,
    engine: EngineName,
    now: datetime,
    policy: PolicySet,
    by: By,
    provinces: Collection[int] | None = None,
    tell: Callable[[int, int], None] = lambda done, whole: None,
) -> list[Reconciled]:
    """Compare every answer in a folder with the hub's file of the day; each is recorded and committed by itself.

    provinces: whose; all. A file that is refused as a whole leaves what an earlier answer said as it was.
    Refuses: DayNotFiled.
    """
    provinces = sorted({pool.province for pool in divisions.all_pools()} if provinces is None else provinces)
    done = []
    with hub_file(db, day=day) as hub, _comparer(engine, hub) as backend:
        for position, province in enumerate(provinces):
            tell(position, len(provinces))
            try:
                path = find_answer(folder, day=day, province=province)
                if path is None:
                    continue
                answer_file = read_answer(hub.reader, path, day=day, province=province, scratch=hub.path.parent)
            except Refusal as refused:
                done.append(Reconciled(province, {}, refused))
                continue
            answer, found = compare(backend, hub, answer_file, day=day, province=province)
            with db.transaction():
                counts = clearing.record_answer(db, answer=answer, differences=found, now=now, policy=policy, by=by)
            db.commit()
            known = sum(one.hub_fen is not None for one in found)
            done.append(Reconciled(province, {Code.MATCHED: answer.hub_items - known} | counts))
    return done


def _comparer(engine: EngineName, hub: HubFile) -> AbstractContextManager[Backend]:
    if engine is EngineName.DUCKDB:
        return nullcontext(hub.reader)
    return open_engine(engine, scratch=hub.path.parent)


def compare(
    backend: Backend, hub: HubFile, answer_file: AnswerFile, *, day: date, province: int
) -> tuple[Answer, list[Difference]]:
    """What a province told of a day, and where it is not what the hub has."""
    mine = party_to(backend.read_parquet(hub.path), province)
    told = backend.read_parquet(answer_file.path)
    (counted,) = totals(mine, told).to_pyarrow().to_pylist()
    answer = Answer(day, province, hub.digest, answer_file.digest, **counted)
    rows = differences(mine, told, province=province).to_pyarrow().to_pylist()
    return answer, [Difference(**row) for row in rows]
