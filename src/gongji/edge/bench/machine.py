"""What the numbers were measured on."""

import os
import re
import subprocess
from pathlib import Path

from gongji.edge.bench.stage import Stage

FDATASYNC = re.compile(r"\s+fdatasync\s+([\d.]+) ops/sec\s+(\d+) usecs/op")


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0))


def settings(stage: Stage) -> dict[str, str | int | float]:
    """What the server and the runs were set to."""
    ours = {"people": stage.size.people, "quotas": stage.size.quotas, "pgbench_scale": stage.size.scale}
    return stage.shown() | ours | {"seconds": stage.seconds, "workers": stage.workers}


def fsync_speed(stage: Stage) -> dict[str, float]:
    """How fast this disk says that 8 kB are written down, by PostgreSQL's pg_test_fsync, fdatasync."""
    file = stage.settings.data_dir / "fsync-test"
    testing: subprocess.Popen[str]
    with subprocess.Popen(
        [stage.server.program("pg_test_fsync"), "--secs-per-test=1", f"--filename={file}"],
        env={"LC_ALL": "C"},
        stdout=subprocess.PIPE,
        text=True,
    ) as testing:
        assert testing.stdout
        found = next(match for line in testing.stdout if (match := FDATASYNC.match(line)))
        # The other ways of writing down are not what PostgreSQL does on Linux.
        testing.terminate()
    Path(file).unlink(missing_ok=True)
    return {"fdatasync_per_second": float(found[1]), "fdatasync_us": float(found[2])}
