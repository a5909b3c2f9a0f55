"""As whom the embedded PostgreSQL runs: the caller, or for root the system account `gongji`."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_ACCOUNT = "gongji"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine."""

    name: str
    uid: int
    gid: int

    def for_subprocess(self) -> dict[str, Any]:
        """Keywords of `subprocess.run` to run as this account; none are needed to run as the caller."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own_folder(self, path: Path) -> Path:
        """Make a folder only this account (and root) can enter. One that is there already keeps its mode."""
        try:
            path.mkdir(mode=0o700)
        except FileExistsError:
            return path
        os.chown(path, self.uid, self.gid)
        return path

    def can_enter(self, folder: Path) -> bool:
        """Whether this account reaches a folder; 0700 homes on the way keep it out."""
        return subprocess.run(["test", "-x", folder], check=False, cwd="/", **self.for_subprocess()).returncode == 0


def server_account(pgdata: Path) -> Account:
    """The account for the server of a database folder: the caller, as PostgreSQL refuses to run as root.

    For root it is the owner of the folder, or for a new one the system account, made if this machine has none.
    """
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    if pgdata.exists():
        return _account(pwd.getpwuid(pgdata.stat().st_uid))
    try:
        return _account(pwd.getpwnam(SYSTEM_ACCOUNT))
    except KeyError:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run(["useradd", *options, "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT], check=True)
    return _account(pwd.getpwnam(SYSTEM_ACCOUNT))


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
