"""Put the embedded database back to a moment, from a base backup and the archived log."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres.account import Account
from gongji.edge.postgres.backup import Progress, list_backups, usable_from
from gongji.edge.postgres.cluster import Cluster
from gongji.edge.postgres.configuration import SUPERUSER, restore_command
from gongji.edge.postgres.embedded import cluster_of, nobody_else

NEVER_REACHED = "recovery ended before configured recovery target was reached"


def restore(data: Path, *, to: datetime, progress: Progress, on_stage: Callable[[str], None]) -> Path:
    """Replace the database by what it was at a moment; later work is undone.

    to: not after now, and not before the oldest backup. progress: told bytes copied and in all. on_stage: told what
    is being done. Returns the folder the replaced database was moved to. Raises OperatorError when the data folder is
    in use or no backup is old enough; a restore that fails leaves the replaced database where it says.
    """
    cluster = cluster_of(data)
    with nobody_else(data):
        backup = _backup_for(cluster, to)
        if cluster.is_running():
            cluster.stop()
        aside = data / f"cluster-before-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"
        on_stage(f"copying the backup of {usable_from(backup):%Y-%m-%d %H:%M:%S} UTC")
        draft = cluster.account.own_folder(data / "cluster.restored")
        _copy(backup, draft, cluster.account, progress)
        (draft / "recovery.signal").touch()
        cluster.pgdata.rename(aside)
        draft.rename(cluster.pgdata)
        on_stage("replaying the log")
        _recover(cluster, to=to, left_behind=aside / "pg_wal")
        cluster.stop()
    return aside


def _backup_for(cluster: Cluster, to: datetime) -> Path:
    if to > datetime.now(UTC):
        raise OperatorError("a database can only go back to a moment that has been")
    candidates = [backup for backup in list_backups(cluster) if usable_from(backup) <= to]
    if not candidates:
        oldest = [f"{usable_from(backup):%Y-%m-%dT%H:%M:%S+00:00}" for backup in list_backups(cluster)[:1]]
        raise OperatorError(f"no backup is that old; the oldest is of {oldest[0]}" if oldest else "there is no backup")
    return candidates[-1]


def _copy(backup: Path, draft: Path, account: Account, progress: Progress) -> None:
    shutil.rmtree(draft)
    account.own_folder(draft)
    total = sum(path.stat().st_size for path in backup.rglob("*") if path.is_file())
    done = 0

    def copy(source: str, target: str) -> None:
        nonlocal done
        shutil.copy2(source, target)
        done += os.stat(target).st_size
        progress(done, total)

    shutil.copytree(backup, draft, copy_function=copy, symlinks=True, dirs_exist_ok=True)
    for path in draft.rglob("*"):
        os.chown(path, account.uid, account.gid)


def _recover(cluster: Cluster, *, to: datetime, left_behind: Path) -> None:
    recovery = {
        "restore_command": restore_command(cluster.archive, left_behind),
        "recovery_target_time": to.isoformat(),
        "recovery_target_action": "promote",
    }
    try:
        _replay(cluster, recovery)
    except OperatorError as error:
        if NEVER_REACHED not in str(error):
            raise
        # Nothing happened after that moment, so the whole log is what was then.
        _replay(cluster, {"restore_command": recovery["restore_command"]})


def _replay(cluster: Cluster, recovery: dict[str, str]) -> None:
    cluster.start(recovery)
    while True:
        try:
            with psycopg.connect(cluster.url("postgres", SUPERUSER)) as db:
                row = db.execute("select pg_is_in_recovery()").fetchone()
                assert row
                if not row[0]:
                    return
        except psycopg.OperationalError:
            if not cluster.is_running():
                raise OperatorError(cluster.complaint()) from None
        time.sleep(0.2)
