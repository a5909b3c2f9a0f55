"""Files by the clock: out at night, answers in at six, and what is missing waits with its age (C-33, C-34)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gongji.clearing import Code, list_mismatches
from gongji.edge.asgi import serving_pool
from gongji.edge.clock import Clock
from gongji.edge.jobs import JOBS, run
from gongji.edge.office import Office
from gongji.edge.postgres import Database
from gongji.work_items import find_waiting
from tests.clearing.month import at
from tests.edge.reconciliation.day import FUJIAN, GANSU, Day, seal

SIXTH, SEVENTH, EIGHTH = (date(2026, 11, day) for day in (6, 7, 8))


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    return tmp_path / "exchange"


@pytest.fixture
def office(database: Database, day: Day, exchange: Path) -> Iterator[Office]:
    """Fujian and Gansu compare files; two items of the fifth, which is filed."""
    day.enrol(FUJIAN, GANSU)
    day.buy(2)
    day.month.file(first=date(2026, 11, 5), until=date(2026, 11, 5))
    day.folder = exchange / "out" / "20261105"
    with serving_pool(database.url, size=2) as pool:
        yield Office(pool, pool, day.month.world.keys, Clock(), day.month.world.policy, exchange=exchange)


def night(office: Office, job: str, on: date = SIXTH) -> int:
    """Run a job early on a day."""
    return run(office, JOBS[job], now=at(on, 6))


def answer(day: Day, exchange: Path, province: int, *, amount: str = "218.50") -> Path:
    """What the hub told a province comes back, perhaps with other amounts."""
    (exchange / "in").mkdir(exist_ok=True)
    path = exchange / "in" / f"answer-20261105-{province}.csv"
    told = (day.folder / f"hub-20261105-{province}.csv").read_text()
    path.write_text(told.replace("218.50", amount))
    seal(path)
    return path


def waiting(day: Day, province: int) -> list[str]:
    items = find_waiting(day.month.world.db, pools=(province, province + 10_000), kind="RECONCILIATION")
    day.month.world.db.commit()
    return [item.detail["code"] for item in items]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_c_33_a_days_files_are_written_once_and_again_with_the_same_bytes(
    office: Office, day: Day, exchange: Path
) -> None:
    assert [night(office, "files"), night(office, "files")] == [1, 0]
    first = contents(day.folder)
    assert sorted(first) == [f"hub-20261105-{one}.csv{end}" for one in (FUJIAN, GANSU) for end in ("", ".sm3")]
    # Killed while it wrote: what there was is no answer to anybody, and the day is written anew.
    unfinished = day.folder.rename(exchange / "out" / ".20261105")
    (unfinished / f"hub-20261105-{GANSU}.csv").unlink()
    (unfinished / f"hub-20261105-{FUJIAN}.csv").write_bytes(b"half of")
    assert night(office, "files") == 1
    assert contents(day.folder) == first
    assert [path.name for path in (exchange / "out").iterdir()] == ["20261105"]


def test_answers_are_read_as_they_come_each_once(office: Office, day: Day, exchange: Path) -> None:
    night(office, "files")
    answer(day, exchange, FUJIAN)
    assert [night(office, "answers"), night(office, "answers")] == [1, 0]
    answer(day, exchange, GANSU, amount="218.51")
    assert night(office, "answers", SEVENTH) == 1
    db = day.month.world.db
    assert [one.code for one in list_mismatches(db, province=GANSU)] == [Code.AMOUNT_DIFFERS] * 2
    db.commit()
    answer(day, exchange, GANSU)
    assert night(office, "answers", SEVENTH) == 1
    assert list_mismatches(db, province=GANSU) == []


def test_a_file_that_is_not_sealed_yet_or_named_otherwise_is_left_alone(
    office: Office, day: Day, exchange: Path
) -> None:
    night(office, "files")
    path = answer(day, exchange, FUJIAN)
    path.with_name(path.name + ".sm3").unlink()
    # Sealed, but of no day, no province, or not an answer.
    for name in ("answer-20261305-350000.csv", "answer-20261105-350000.csv.part", "answer-20261105-999999.csv"):
        (path.parent / name).write_text("")
        seal(path.parent / name)
    assert night(office, "answers") == 0


def test_a_file_that_is_refused_leaves_the_day_waiting_and_others_count(
    office: Office, day: Day, exchange: Path
) -> None:
    night(office, "files")
    answer(day, exchange, GANSU)
    answer(day, exchange, FUJIAN, amount="218.5")
    assert night(office, "answers") == 1
    assert night(office, "answers", EIGHTH) == 0
    assert (waiting(day, FUJIAN), waiting(day, GANSU)) == (["NO_ANSWER"], [])


def test_c_34_who_has_not_answered_is_asked_when_it_is_yellow_once_until_it_has(
    office: Office, day: Day, exchange: Path
) -> None:
    night(office, "files")
    answer(day, exchange, GANSU)
    night(office, "answers")
    assert waiting(day, FUJIAN) == []
    for _ in range(2):
        night(office, "answers", SEVENTH)
        assert (waiting(day, FUJIAN), waiting(day, GANSU)) == (["NO_ANSWER"], [])
    answer(day, exchange, FUJIAN)
    night(office, "answers", EIGHTH)
    assert waiting(day, FUJIAN) == []


def test_without_a_folder_nothing_goes_out_and_provinces_are_asked_all_the_same(
    database: Database, office: Office, day: Day
) -> None:
    with serving_pool(database.url, size=2) as pool:
        bare = Office(pool, pool, day.month.world.keys, Clock(), day.month.world.policy)
        assert [night(bare, job, EIGHTH) for job in ("files", "answers")] == [0, 0]
    assert (waiting(day, FUJIAN), waiting(day, GANSU)) == (["NO_ANSWER"], ["NO_ANSWER"])
