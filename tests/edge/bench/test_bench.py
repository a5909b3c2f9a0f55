"""The bench measures what it says, whatever the numbers: every bill settled, every row accounted for."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gongji.edge.bench.family import FAMILY, Member, bonds
from gongji.edge.bench.measured import Measured, percentile
from gongji.edge.bench.schedule import ALL, compare
from gongji.edge.bench.world import SMALL, make_world
from gongji.edge.cli.progress import progress
from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.edge.settings import Settings
from gongji.ground.identity_number import is_identity_number
from gongji.insured import EMPLOYEE

FIGURES = {"rate", "ratio", "p50", "p99", "cpu_ms", "bytes"}


def test_a_small_bench_prints_only_json_and_leaves_books_that_agree(data_folder: Path, long: bool) -> None:
    data_folder.rename(data_folder.with_name("bench"))
    # wrk is for who measures: a machine without it tests the rest.
    what = "all" if long and shutil.which("wrk") else "settle"
    done = gongji(data_folder.parent, "bench", what, "--small", "--json", "--verify")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    runs = ["engine_100", "engine_500", "hot"] + ["gateway", "gateway_mixed", "alone"] * (what == "all")
    assert [name for name in runs if FIGURES - told[name].keys()] == []
    # What a bench of the payment path must not leave out: quotas and funds that pay.
    assert told["engine_100"]["paid_by_aid"] > 0.3
    assert told["engine_100"]["paid_by_fund"] > 0.05
    if what == "all":
        assert told["gateway_mixed"]["cancelled"] > 0
    assert told["settings"]["fsync"] == "on"
    assert told["cores"] >= 1
    assert told["pg_test_fsync"]["fdatasync_us"] > 0


@pytest.mark.long
def test_a_small_night_leaves_nothing_that_is_due(data_folder: Path) -> None:
    data_folder.rename(data_folder.with_name("bench"))
    done = gongji(data_folder.parent, "bench", "clock", "--small", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    # 1,170 quotas, and three transfers of each sibling in a hundred families.
    assert {name: told[name]["done"] for name in ("year_end", "renewals", "returns")} == {
        "year_end": 1_170,
        "renewals": 1_170,
        "returns": 900,
    }


@pytest.mark.long
def test_small_months_close_and_are_recomputed(data_folder: Path) -> None:
    data_folder.rename(data_folder.with_name("bench"))
    done = gongji(data_folder.parent, "bench", "clearing", "--small", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["close"]["seconds"][0] > 0
    assert told["settling_while_a_month_closes"]["ratio"] > 0


def test_a_world_of_another_size_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text('{"people": 18, "quotas": 23, "complete": true}')
    with pytest.raises(OperatorError, match="has a world of 18 people"):
        make_world(Settings.read({}, data_dir=tmp_path), Database("postgresql:///nowhere"), SMALL, progress)


def gongji(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongji", "--data", str(data), *arguments]
    return subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)


def test_nobody_in_a_million_has_the_certificate_of_another() -> None:
    # All of one division of the certificate: no other can have the same.
    numbers = [Member(place).certificate_number for place in range(7, 1_000_000, 1000)]
    assert len(set(numbers)) == len(numbers)
    assert all(map(is_identity_number, numbers))


def test_a_third_have_accounts_and_the_others_one_to_three_quotas() -> None:
    families = 100
    given = list(bonds(families, families * 117 // 10))
    assert len(given) == 1170
    assert len({(bond.donor, bond.beneficiary) for bond in given}) == len(given)
    assert {bond.donor.scheme for bond in given} == {EMPLOYEE}
    received = Counter(bond.beneficiary for bond in given)
    assert set(received.values()) == {1, 2, 3}
    assert len(received) == families * FAMILY * 2 // 3


def test_a_run_is_compared_with_its_peers_before_and_after_it() -> None:
    rates = {"pgbench": [100.0, 200.0, 400.0], "engine_100": [450.0], "engine_500": [600.0, 900.0], "hot": [750.0]}
    plan = ("pgbench", "engine_100", "pgbench", "engine_500", "hot", "engine_500", "pgbench")
    figures = compare([(name, measured(rate=rates[name].pop(0))) for name in plan])
    assert figures["engine_100"].ratio == pytest.approx(3.0)
    assert figures["engine_500"].ratio == pytest.approx((2.0 + 3.0) / 2)
    assert figures["hot"].ratio == pytest.approx(1.0)
    assert figures["engine_500"].measured.rate == 750.0
    assert figures["pgbench"].ratio is None


def test_one_settlement_alone_is_compared_by_how_long_it_takes() -> None:
    figures = compare([("pgbench_alone", measured(p50=0.5)), ("alone", measured(p50=1.5))])
    assert figures["alone"].ratio == pytest.approx(3.0)


def test_everything_measured_has_a_peer_on_some_side() -> None:
    figures = compare([(name, measured()) for name in ALL])
    assert [name for name, found in figures.items() if found.ratio is None] == ["pgbench", "pgbench_alone"]


def test_a_percentile_is_one_of_the_values() -> None:
    assert (percentile([3.0, 1.0, 2.0], 0.5), percentile([1.0], 0.99), percentile([1.0, 2.0], 0.99)) == (2.0, 1.0, 2.0)


def measured(*, rate: float = 1.0, p50: float = 1.0) -> Measured:
    return Measured(rate=rate, p50=p50, p99=p50, cpu_ms=1.0, checkpoints=2)
