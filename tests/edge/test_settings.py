"""Settings come from GONGJI_* variables and from options, which win."""

from pathlib import Path

import pytest

from gongji.edge.operator_error import OperatorError
from gongji.edge.settings import Settings, require_key_store_for
from gongji.ground.keys import FileKeyStore


def test_an_option_wins_over_a_variable_and_a_variable_over_the_default() -> None:
    variables = {"GONGJI_PORT": "9000", "GONGJI_WORKERS": "3", "GONGJI_DATA": "/srv/gongji"}
    settings = Settings.read(variables, port=9001, data_dir=None)
    assert (settings.port, settings.workers, settings.log_level) == (9001, 3, "info")
    assert settings.data_dir == Path("/srv/gongji")
    assert settings.key_store == Path("/srv/gongji/keys.json")


def test_workers_read_back_the_settings_they_are_handed() -> None:
    settings = Settings.read({"GONGJI_CLOCK": "shift:+3d", "GONGJI_DATABASE_URL": "postgresql://db/gongji"}, port=9001)
    assert Settings.read(settings.as_variables()) == settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GONGJI_PORT", "http"),
        ("GONGJI_PORT", "65536"),
        ("GONGJI_WORKERS", "0"),
        ("GONGJI_PRODUCTION", "perhaps"),
        ("GONGJI_CLOCK", "yesterday"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(OperatorError, match=value):
        Settings.read({variable: value})


@pytest.mark.parametrize("clock", ["frozen:2026-11-05T10:00:00+08:00", "shift:+3d"])
def test_production_refuses_a_sandbox_clock(clock: str) -> None:
    with pytest.raises(OperatorError, match="GONGJI_CLOCK"):
        Settings.read({"GONGJI_PRODUCTION": "true", "GONGJI_CLOCK": clock})


def test_production_refuses_the_key_file_of_the_sandbox(tmp_path: Path) -> None:
    key_store = FileKeyStore(tmp_path / "keys.json")
    require_key_store_for(Settings.read({}), key_store)
    with pytest.raises(OperatorError, match="sandbox"):
        require_key_store_for(Settings.read({"GONGJI_PRODUCTION": "1"}), key_store)
