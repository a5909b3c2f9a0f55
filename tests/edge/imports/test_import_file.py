"""A whole import: two processes, restarts after a kill, the error file, the command."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji.edge.imports import Imported, import_file
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from tests.contents import contents
from tests.edge.imports.conftest import PEOPLE, person

SOURCE = Path(__file__).parents[3] / "src"
LINES = 6000


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings.read({}, data_dir=tmp_path, database_url=database.url)


@pytest.fixture
def import_people(settings: Settings, database: Database) -> Callable[..., Imported]:
    def run(path: Path, progress: Callable[[int, int], None] = lambda done, whole: None) -> Imported:
        return import_file(settings, database, kind="people", path=path, progress=progress)

    return run


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((PEOPLE, *lines)) + "\n")
    return path


def rows(db: Connection[Any], statement: str) -> list[Any]:
    found = db.execute(statement).fetchall()
    db.rollback()
    return found


@pytest.mark.any_server
def test_two_processes_take_every_line_in_once_however_often_the_file_comes(
    import_people: Callable[..., Imported], db: Connection[Any], tmp_path: Path
) -> None:
    path = write(tmp_path / "people.csv", *(person(number) for number in range(3000)))
    told: list[tuple[int, int]] = []
    first = import_people(path, lambda done, whole: told.append((done, whole)))
    assert first == Imported(3000, 0, tmp_path / "people.csv.errors.csv")
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert rows(db, "select count(*), sum(balance_fen)::bigint from account") == [(3000, 3000 * 100_00)]
    before = contents(db)
    db.rollback()
    assert import_people(path) == first
    assert contents(db) == before


def test_the_error_file_names_wrong_lines_in_order(import_people: Callable[..., Imported], tmp_path: Path) -> None:
    lines = [person(number) for number in range(2500)]
    for at in (7, 1200, 2400):
        lines[at] = person(at, balc="1.001")
    lines[1201] = "half a line"
    done = import_people(write(tmp_path / "people.csv", *lines))
    assert (done.right, done.wrong) == (2496, 4)
    told = (tmp_path / "people.csv.errors.csv").read_text().splitlines()
    assert told[0] == "line,code,reason"
    assert [line.split(",")[:2] for line in told[1:]] == [
        ["9", "AMOUNT_INVALID"],
        ["1202", "AMOUNT_INVALID"],
        ["1203", "LINE_BROKEN"],
        ["2402", "AMOUNT_INVALID"],
    ]


def test_a_person_in_lines_far_apart_is_taken_in_in_their_order(
    import_people: Callable[..., Imported], db: Connection[Any], tmp_path: Path
) -> None:
    lines = [person(number) for number in range(2200)]
    lines += [person(number, psn_insu_stas="2") for number in range(2200)]
    import_people(write(tmp_path / "people.csv", *lines))
    assert rows(db, "select distinct status from insured_relation") == [(2,)]


def test_a_certificate_two_numbers_claim_at_once_goes_to_one(
    import_people: Callable[..., Imported], db: Connection[Any], tmp_path: Path
) -> None:
    """Both processes meet it at the same time; who comes second is refused, and nothing else is lost."""
    lines = [person(number) for number in range(100)]
    lines += [person(number, psn_no=f"6201{number:010d}") for number in range(100)]
    done = import_people(write(tmp_path / "people.csv", *lines))
    assert (done.right, done.wrong) == (100, 100)
    assert rows(db, "select count(*) from person") == [(100,)]
    assert import_people(tmp_path / "people.csv") == done


def start(database: Database, data: Path, path: Path) -> "subprocess.Popen[str]":
    """`./gongji import people FILE`, in a process group of its own."""
    settings = ["--data", str(data), "--database-url", database.url]
    return subprocess.Popen(
        [sys.executable, "-m", "gongji", *settings, "import", "people", str(path)],
        env={**os.environ, "PYTHONPATH": str(SOURCE), "COLUMNS": "1000"},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_killed_import_is_completed_by_the_next_one(
    import_people: Callable[..., Imported], database: Database, db: Connection[Any], tmp_path: Path, long: bool
) -> None:
    """With --long it is killed again and again, at other places each time."""
    path = write(tmp_path / "people.csv", *(person(number) for number in range(LINES)))
    for least in range(1, LINES - 2000, 500) if long else [2000]:
        running = start(database, tmp_path, path)
        while (there := count_of_people(db)) < least and running.poll() is None:
            pass
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        assert 0 < there < LINES
        require_whole_lines(db)
    assert import_people(path).right == LINES
    assert rows(db, "select count(*), sum(balance_fen)::bigint from account") == [(LINES, LINES * 100_00)]
    require_whole_lines(db)


def count_of_people(db: Connection[Any]) -> int:
    ((there,),) = rows(db, "select count(*) from person")
    return int(there)


def require_whole_lines(db: Connection[Any]) -> None:
    """Every person has everything: keys, relation, spender row, account, balance, journal, fact."""
    assert (
        rows(
            db,
            """
        select person_id
        from person
        left join insured_relation using (cell, person_id)
        left join spender using (cell, person_id)
        left join account on account.cell = person.cell and subject_id = person_id
        left join transfer on transfer.cell = person.cell and credit_account = account_id
        left join fact on fact.cell = person.cell and fact_id = journal_id and fact.subject_id = person_id
        left join lateral (
            select count(*) as keys
            from person_key
            where person_key.person_id = person.person_id
        ) found_by on true
        where (scheme, year > 0, balance_fen, amount_fen, fact.kind, keys)
            is distinct from (310, true, 10000, 10000, 1, 3)
        """,
        )
        == []
    )


def test_a_process_that_dies_ends_the_import_and_nothing_is_lost(
    database: Database, db: Connection[Any], import_people: Callable[..., Imported], tmp_path: Path
) -> None:
    path = write(tmp_path / "people.csv", *(person(number) for number in range(LINES)))
    running = start(database, tmp_path, path)
    while not count_of_people(db):
        assert running.poll() is None
    os.kill(workers_of(running.pid)[0], signal.SIGKILL)
    _, complaint = running.communicate()
    assert running.returncode == 1
    assert "run the same command again" in complaint
    require_whole_lines(db)
    assert import_people(path).right == LINES


def workers_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def test_a_file_that_is_not_there_is_the_operators_to_put_right(
    import_people: Callable[..., Imported], tmp_path: Path
) -> None:
    with pytest.raises(OperatorError, match="No such file"):
        import_people(tmp_path / "nothing.csv")


def test_the_command_exits_0_only_without_wrong_lines_and_the_old_error_file_goes_away(
    database: Database, tmp_path: Path
) -> None:
    path = write(tmp_path / "people.csv", person(1), person(2, balc="x"))
    errors = tmp_path / "people.csv.errors.csv"
    wrong = start(database, tmp_path, path)
    told, _ = wrong.communicate()
    assert wrong.returncode == 1
    assert told.startswith("people: 2 lines in")
    assert f"1 wrong, see {errors}" in told
    assert errors.exists()
    right = start(database, tmp_path, write(path, person(1), person(2)))
    told, complaint = right.communicate()
    assert right.returncode == 0, complaint
    assert "none wrong" in told
    assert not errors.exists()
