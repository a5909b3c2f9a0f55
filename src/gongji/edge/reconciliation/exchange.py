"""The folder between hub and provinces: files of days go out, answers come in (C-33).

out/20261105/hub-20261105-350000.csv     with its SM3 beside it; a day's folder is there when all of it is
in/answer-20261105-350000.csv            or .parquet; it counts when its SM3 is beside it
"""

import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji import clearing
from gongji.audit import By
from gongji.edge.reconciliation.columns import FileFormat
from gongji.edge.reconciliation.engine import EngineName
from gongji.edge.reconciliation.hub_file import write_files
from gongji.edge.reconciliation.reconcile import Reconciled, reconcile
from gongji.edge.sealed import digest_of, seal_of
from gongji.ground import divisions
from gongji.ground.calendar import beijing_day
from gongji.ground.policy import PolicySet

# Older files an operator writes by hand.
WRITTEN_BACK = timedelta(days=7)
ANSWERED_BACK = timedelta(days=62)
ANSWER = re.compile(rf"answer-([0-9]{{8}})-([0-9]{{6}})[.]({'|'.join(FileFormat)})")


def write_new_days(db: Connection[Any], *, exchange: Path, now: datetime) -> Iterator[date]:
    """Write the files of each filed day that has none yet; the days, as each is done. Stopped, a day begins anew."""
    out = exchange / "out"
    out.mkdir(parents=True, exist_ok=True)
    for day in clearing.filed_days(db, since=beijing_day(now) - WRITTEN_BACK):
        folder = out / f"{day:%Y%m%d}"
        if folder.exists():
            continue
        unfinished = out / f".{day:%Y%m%d}"
        shutil.rmtree(unfinished, ignore_errors=True)
        write_files(db, day=day, to=unfinished, file_format=FileFormat.CSV)
        unfinished.rename(folder)
        yield day


def read_new_answers(
    db: Connection[Any], *, exchange: Path, now: datetime, policy: PolicySet, by: By
) -> Iterator[tuple[date, list[Reconciled]]]:
    """Reconcile each filed day of which answers lie there that were not read yet. What is missing waits."""
    since = beijing_day(now) - ANSWERED_BACK
    filed = clearing.filed_days(db, since=since)
    if not filed:
        return
    known = clearing.answer_digests(db, days=(filed[0], filed[-1]))
    new: dict[date, set[int]] = {}
    for path, day, province in _answers(exchange / "in"):
        if day in filed and known.get((day, province)) != digest_of(path):
            new.setdefault(day, set()).add(province)
    for day, provinces in sorted(new.items()):
        yield (
            day,
            reconcile(
                db,
                day=day,
                folder=exchange / "in",
                engine=EngineName.DUCKDB,
                now=now,
                policy=policy,
                by=by,
                provinces=provinces,
            ),
        )


def _answers(folder: Path) -> Iterator[tuple[Path, date, int]]:
    provinces = {str(pool.province) for pool in divisions.all_pools()}
    for path in sorted(folder.glob("answer-*")):
        named = ANSWER.fullmatch(path.name)
        if named and named[2] in provinces and seal_of(path).exists():
            try:
                yield path, date.fromisoformat(named[1]), int(named[2])
            except ValueError:
                # Not a day; nobody's answer.
                continue
