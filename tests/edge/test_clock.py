"""The clock of the business: real, shifted or frozen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from gongji.edge import clock as clocks
from gongji.edge.clock import Clock, require_clock
from gongji.edge.operator_error import OperatorError


def test_the_real_clock_is_now_in_beijing() -> None:
    now = Clock.parse("").now()
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
    assert now.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("shift:+3d", timedelta(days=3)),
        ("shift:-1d12h", timedelta(days=-1, hours=-12)),
        ("shift:+90m5s", timedelta(minutes=90, seconds=5)),
    ],
)
def test_a_shifted_clock_goes_on_ticking(text: str, by: timedelta) -> None:
    clock = Clock.parse(text)
    assert abs(clock.now() - datetime.now(UTC) - by) < timedelta(seconds=5)
    assert clock.now() <= clock.now()


def test_a_frozen_clock_stands_still_in_beijing() -> None:
    clock = Clock.parse("frozen:2026-12-31T23:59:00")
    assert clock.now() == clock.now() == datetime(2026, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=8)))
    assert Clock.parse("frozen:2026-12-31T15:59:00Z").now().isoformat() == "2026-12-31T23:59:00+08:00"


def test_a_clock_in_a_file_goes_as_the_file_says_at_that_moment(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("frozen:2026-12-31T23:59:00+08:00\n")
    clock = Clock.parse(f"file:{file}")
    assert clock.now().isoformat() == "2026-12-31T23:59:00+08:00"
    file.write_text("frozen:2027-01-01T00:30:00+08:00\n")
    assert clock.now().isoformat() == "2027-01-01T00:30:00+08:00"


def test_a_clock_in_a_file_that_is_not_there_or_empty_or_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        Clock.parse(f"file:{tmp_path / 'nowhere'}")
    for text in (f"file:{tmp_path / 'clock'}", "", "\n"):
        (tmp_path / "clock").write_text(text)
        with pytest.raises(OperatorError, match="is empty, or sends on"):
            Clock.parse(f"file:{tmp_path / 'clock'}")


@pytest.mark.parametrize("text", ["now", "frozen:", "frozen:tomorrow", "shift:3d", "shift:+3", "shift:+3w", "shift:+"])
def test_a_clock_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(OperatorError):
        Clock.parse(text)


def test_a_machine_two_seconds_off_its_database_is_refused(
    db: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    require_clock(db)
    for off in (timedelta(seconds=2), timedelta(seconds=-2)):
        monkeypatch.setattr(clocks, "datetime", a_clock_off_by(off))
        with pytest.raises(OperatorError, match=r"2\.0 s off"):
            require_clock(db)


def a_clock_off_by(off: timedelta) -> type:
    class Off:
        now: Callable[..., datetime] = staticmethod(lambda zone: datetime.now(zone) + off)

    return Off
