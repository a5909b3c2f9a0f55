"""Going back to a moment: what was there then is there again, what came later is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Server, back_up, restore, start
from gongji.edge.postgres.backup import list_backups
from gongji.edge.postgres.cluster import Cluster

LENGTH_OF_A_SEGMENT_NAME = 24
SMALL = {"fsync": "off", "shared_buffers": "16MB"}


@pytest.fixture
def data(data_folder: Path) -> Path:
    with started(data_folder) as (_, db):
        db.execute("create table paid (what text, at timestamptz default clock_timestamp())")
    return data_folder


def test_a_moment_after_the_last_payment_keeps_every_payment(data: Path) -> None:
    with started(data) as (server, db):
        take_backup(server.cluster)
        pay(db, "the last one")
        moment = now(db)
    go_back(data, moment)
    with started(data) as (_, db):
        assert paid(db) == ["the last one"]


def test_a_killed_server_is_restored_with_what_its_archive_does_not_have_yet(data: Path) -> None:
    with started(data) as (server, db):
        take_backup(server.cluster)
        pay(db, "not archived")
        moment = now(db)
        server.cluster.stop("immediate")
    go_back(data, moment)
    with started(data) as (_, db):
        assert paid(db) == ["not archived"]


def test_going_back_undoes_what_came_after_the_moment_again_and_again(data: Path) -> None:
    with started(data) as (server, db):
        pay(db, "before the backup")
        take_backup(server.cluster)
        pay(db, "after the backup")
        early = now(db)
        pay(db, "undone")
    replaced = go_back(data, early)
    assert (replaced / "PG_VERSION").exists()
    with started(data) as (_, db):
        assert paid(db) == ["before the backup", "after the backup"]
        pay(db, "a new life")
        late = now(db)
        pay(db, "undone too")
    go_back(data, late)
    with started(data) as (_, db):
        assert paid(db) == ["before the backup", "after the backup", "a new life"]
    go_back(data, early)
    with started(data) as (server, db):
        assert paid(db) == ["before the backup", "after the backup"]
        # The archive takes the log of this life as well, else this would wait for it.
        take_backup(server.cluster)


def test_only_the_newest_backups_are_kept_with_the_log_they_need(data: Path) -> None:
    with started(data) as (server, db):
        for number in range(4):
            pay(db, f"payment {number}")
            take_backup(server.cluster, keep=2)
        moment = now(db)
        assert len(list_backups(server.cluster)) == 2
        oldest = list_backups(server.cluster)[0] / "backup_label"
        kept = sorted(
            path.name for path in server.cluster.archive.iterdir() if len(path.name) == LENGTH_OF_A_SEGMENT_NAME
        )
        assert f"(file {kept[0]})" in oldest.read_text()
    go_back(data, moment)
    with started(data) as (_, db):
        assert paid(db) == [f"payment {number}" for number in range(4)]


def test_before_the_first_backup_no_log_is_kept(data: Path) -> None:
    with started(data) as (server, db):
        pay(db, "pills")
        db.execute("select pg_switch_wal()")
        db.execute("checkpoint")
        assert not server.cluster.archive.exists()


def test_a_moment_before_the_oldest_backup_or_after_now_is_refused(data: Path) -> None:
    with pytest.raises(OperatorError, match="there is no backup"):
        go_back(data, datetime.now(UTC))
    with started(data) as (server, db):
        too_early = now(db)
        take_backup(server.cluster)
        pay(db, "kept")
    with pytest.raises(OperatorError, match="no backup is that old"):
        go_back(data, too_early)
    with pytest.raises(OperatorError, match="a moment that has been"):
        go_back(data, datetime.now(UTC) + timedelta(hours=1))
    with started(data) as (_, db):
        assert paid(db) == ["kept"]


def test_a_database_in_use_is_not_restored(data: Path) -> None:
    with started(data) as (server, db):
        take_backup(server.cluster)
        with pytest.raises(OperatorError, match="is in use"):
            go_back(data, now(db))
        pay(db, "still here")
        assert paid(db) == ["still here"]


@contextmanager
def started(data: Path) -> Iterator[tuple[Server, Connection[Any]]]:
    with start(data, settings=SMALL) as server, psycopg.connect(server.url(user="postgres"), autocommit=True) as db:
        yield server, db


def take_backup(cluster: Cluster, keep: int = 7) -> None:
    back_up(cluster, keep=keep, progress=lambda done, whole: None)


def go_back(data: Path, moment: datetime) -> Path:
    return restore(data, to=moment, progress=lambda done, whole: None, on_stage=lambda stage: None)


def pay(db: Connection[Any], what: str) -> None:
    db.execute("insert into paid (what) values (%s)", [what])


def paid(db: Connection[Any]) -> list[str]:
    return [row[0] for row in db.execute("select what from paid order by at")]


def now(db: Connection[Any]) -> datetime:
    row = db.execute("select clock_timestamp()").fetchone()
    assert row
    moment: datetime = row[0]
    return moment
