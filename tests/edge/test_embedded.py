"""The embedded server: whoever comes first starts it, whoever leaves last stops it, and nobody's folder is opened."""

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Server, start
from gongji.edge.postgres.embedded import cluster_of
from gongji.edge.postgres.roles import OWNER

# These servers are started for one test; what fsync would protect is thrown away.
QUICK = {"fsync": "off", "shared_buffers": "16MB"}

USE_UNTIL_TOLD = """
import sys
from pathlib import Path
from gongji.edge.postgres import start
with start(Path(sys.argv[1])):
    print("started", flush=True)
    sys.stdin.readline()
"""


def test_a_second_start_finds_the_data(server_folder: Path) -> None:
    with start(server_folder / "data", settings=QUICK) as server:
        remember(server, "pills")
    assert not cluster_of(server_folder / "data").is_running()
    with start(server_folder / "data", settings=QUICK) as server:
        assert remembered(server) == ["pills"]


def test_the_server_runs_until_its_last_user_leaves(data_folder: Path) -> None:
    first = start(data_folder, settings=QUICK)
    with another_process(data_folder) as other:
        first.release()
        first.release()
        assert cluster_of(data_folder).is_running()
        other.communicate("done\n", timeout=60)
    assert not cluster_of(data_folder).is_running()


def test_two_who_start_at_once_share_one_server(server_folder: Path) -> None:
    servers: list[Server] = []
    starters = [
        threading.Thread(target=lambda: servers.append(start(server_folder / "data", settings=QUICK))) for _ in range(2)
    ]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len({server.cluster.pid() for server in servers}) == 1
    remember(servers[0], "pills")
    servers[0].release()
    assert remembered(servers[1]) == ["pills"]
    servers[1].release()


def test_a_killed_server_comes_back_with_what_was_committed(data_folder: Path) -> None:
    with start(data_folder, settings={"shared_buffers": "16MB"}) as server:
        remember(server, "pills")
        os.kill(server.cluster.pid(), signal.SIGKILL)
        with start(data_folder, settings=QUICK) as again:
            assert remembered(again) == ["pills"]


def test_a_user_who_was_killed_does_not_keep_the_server_running(data_folder: Path) -> None:
    with another_process(data_folder) as other:
        other.kill()
        other.wait()
    assert cluster_of(data_folder).is_running()
    start(data_folder).release()
    assert not cluster_of(data_folder).is_running()


def test_a_process_number_left_by_a_power_cut_does_not_stop_a_start(data_folder: Path) -> None:
    with start(data_folder, settings=QUICK) as server:
        remember(server, "pills")
        left = (server.cluster.pgdata / "postmaster.pid").read_text().split("\n")
    # This very process has the number now.
    server.cluster.pgdata.joinpath("postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]))
    with start(data_folder, settings=QUICK) as server:
        assert remembered(server) == ["pills"]


def test_no_folder_on_the_way_is_opened(server_folder: Path) -> None:
    folder = server_folder / "home" / "data"
    folder.mkdir(parents=True)
    folder.chmod(0o711)
    folder.parent.chmod(0o751)
    with start(folder, settings=QUICK) as server:
        assert (mode(folder), mode(folder.parent)) == (0o711, 0o751)
        assert (mode(server.cluster.pgdata), mode(server.cluster.socket_folder)) == (0o700, 0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another account")
def test_a_folder_in_a_closed_home_is_refused_and_stays_closed(server_folder: Path) -> None:
    server_folder.chmod(0o700)
    with pytest.raises(OperatorError, match="cannot be entered by the account gongji"):
        start(server_folder / "data", settings=QUICK)
    assert mode(server_folder) == 0o700


def test_a_long_path_still_gets_a_socket(server_folder: Path) -> None:
    folder = server_folder / ("a long name" * 10)
    with start(folder, settings=QUICK) as server:
        remember(server, "pills")
        assert remembered(server) == ["pills"]
        assert len(str(server.cluster.socket_folder)) < 60


def test_the_server_listens_on_no_network(data_folder: Path) -> None:
    with start(data_folder, settings=QUICK) as server, psycopg.connect(server.url()) as db:
        assert db.execute("show listen_addresses").fetchone() == ("",)


def remember(server: Server, what: str) -> None:
    with psycopg.connect(server.url(user=OWNER)) as db:
        db.execute("create table if not exists remembered (what text)")
        db.execute("insert into remembered values (%s)", [what])


def remembered(server: Server) -> list[str]:
    with psycopg.connect(server.url(user=OWNER)) as db:
        return [row[0] for row in db.execute("select what from remembered")]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def another_process(data: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", USE_UNTIL_TOLD, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "started\n"
    return process
