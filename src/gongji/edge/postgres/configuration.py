"""The settings files of the embedded server."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from gongji.edge.postgres.account import Account

MIB = 1024 * 1024
SUPERUSER = "postgres"
ROLES = (SUPERUSER, "gongji_owner", "gongji_app")


def server_settings(*, socket_folder: Path, archive: Path) -> dict[str, str]:
    """What the server runs with; an operator's own values go in with `alter system`, which wins."""
    return {
        # Only the socket: who may connect is then known from the kernel and needs no password.
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        # A batch locks every person in it.
        "max_locks_per_transaction": "256",
        "shared_buffers": f"{shared_buffers_mib()}MB",
        # pglz, all this build has, took a third of the database's time to save disk that is cheaper.
        "wal_compression": "off",
        "checkpoint_timeout": "5min",
        "max_wal_size": "4GB",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "archive_mode": "on",
        "archive_command": archive_command(archive),
        "archive_timeout": "5min",
        "logging_collector": "on",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        # The detail of an error can quote a row, and rows are about people.
        "log_error_verbosity": "terse",
    }


def shared_buffers_mib() -> int:
    """An eighth of the memory, from 128 MiB to 1 GiB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(1024, max(128, memory // 8 // MIB))


def archive_command(archive: Path) -> str:
    """Keep a finished segment of the log, once a first backup has made the archive it can be replayed on.

    A segment that is there already must be the same one: after a crash the server offers it again. Partial ones, which
    every restore leaves where it branched off, are nobody's to replay.
    """
    folder = shlex.quote(str(archive)).replace("%", "%%")
    kept, draft = f"{folder}/%f", f"{folder}/%f.part"
    copied = f"cp %p {draft} && sync {draft} && mv {draft} {kept}"
    kept_once = f"if test -f {kept}; then cmp -s %p {kept}; else {copied}; fi"
    return f"case %f in *.partial) ;; *) if test -d {folder}; then {kept_once}; fi ;; esac"


def restore_command(archive: Path, left_behind: Path) -> str:
    """Fetch a segment from the archive, or the last ones from the database that is being replaced."""
    places = [shlex.quote(str(place)).replace("%", "%%") for place in (archive, left_behind)]
    return " || ".join(f"cp {place}/%f %p 2>/dev/null" for place in places)


def write_configuration(pgdata: Path, account: Account, settings: Mapping[str, str]) -> None:
    """Write the settings, and who may connect: the server's account and root, as any of our roles."""
    people = sorted({account.name, "root"})
    files = {
        "gongji.conf": "".join(f"{name} = {_literal(value)}\n" for name, value in settings.items()),
        "pg_hba.conf": "local all all peer map=gongji\nlocal replication all peer map=gongji\n",
        "pg_ident.conf": "".join(f'gongji "{person}" {role}\n' for person in people for role in ROLES),
    }
    for name, text in files.items():
        path = pgdata / name
        path.write_text(text)
        os.chown(path, account.uid, account.gid)


def _literal(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
