"""Base backups of the embedded database, and the archive of its log from the first of them on."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres.cluster import Cluster
from gongji.edge.postgres.configuration import SUPERUSER

NAME = "%Y-%m-%dT%H%M%S.%fZ"
SECONDS_BETWEEN_LOOKS = 0.5

Progress = Callable[[int, int], None]


def back_up(cluster: Cluster, *, keep: int, progress: Progress) -> Path:
    """Copy the running database aside; with the archive it can be restored to any later moment.

    keep: how many backups stay; older ones go, with the log only they need. progress: told bytes done and in all.
    Returns the folder of the backup, named by the moment (UTC) from which it can be restored.
    """
    cluster.account.own_folder(cluster.archive)
    cluster.account.own_folder(cluster.backups)
    draft = cluster.backups / "unfinished"
    if draft.exists():
        shutil.rmtree(draft)
    with psycopg.connect(cluster.url("postgres", SUPERUSER), autocommit=True) as db:
        _copy(cluster, draft, db, progress)
        row = db.execute("select clock_timestamp()").fetchone()
    assert row
    done: Path = cluster.backups / row[0].astimezone(UTC).strftime(NAME)
    draft.rename(done)
    for old in list_backups(cluster)[:-keep]:
        shutil.rmtree(old)
    oldest = list_backups(cluster)[0]
    cluster.run("pg_archivecleanup", cluster.archive, _first_segment(oldest))
    return done


def list_backups(cluster: Cluster) -> list[Path]:
    """The finished backups, oldest first."""
    return sorted(cluster.backups.glob("*Z"))


def usable_from(backup: Path) -> datetime:
    """The first moment a backup can be restored to."""
    return datetime.strptime(backup.name, NAME).replace(tzinfo=UTC)


def _copy(cluster: Cluster, draft: Path, db: psycopg.Connection, progress: Progress) -> None:
    where: list[str | Path] = ["--pgdata", draft, "--dbname", cluster.url("postgres", SUPERUSER)]
    if db.execute("show fsync").fetchone() == ("off",):
        # A server that may lose everything in a power cut, in tests, has backups that may as well.
        where.append("--no-sync")
    copying: subprocess.Popen[bytes] = subprocess.Popen(
        [cluster.programs / "pg_basebackup", "--checkpoint=fast", *where],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **cluster.process_options(),
    )
    while True:
        try:
            _, complaint = copying.communicate(timeout=SECONDS_BETWEEN_LOOKS)
            break
        except subprocess.TimeoutExpired:
            row = db.execute(
                """
                select backup_streamed,
                    coalesce(backup_total, 0)
                from pg_stat_progress_basebackup
                """
            ).fetchone()
            if row:
                progress(*row)
    if copying.returncode:
        raise OperatorError(f"pg_basebackup failed: {complaint.decode(errors='replace').strip()}")


def _first_segment(backup: Path) -> str:
    # START WAL LOCATION: 0/2000028 (file 000000010000000000000002)
    label = (backup / "backup_label").read_text()
    return label.split("(file ", 1)[1].split(")", 1)[0]
