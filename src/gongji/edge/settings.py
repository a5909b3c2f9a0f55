"""What an operator can set, as `GONGJI_*` variables or as options of the command line, which win."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from gongji.edge.clock import Clock
from gongji.edge.operator_error import OperatorError
from gongji.ground.keys import KeyStore


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process.

    data_dir: the folder of the embedded database, its backups and the sandbox's keys.
    database_url: a PostgreSQL server as role gongji_app; None: the embedded one.
    owner_url: the same server as role gongji_owner, for `db migrate`.
    host: the address to serve on; 0.0.0.0 for every network of the machine.
    clock: "" for the real time, else as `Clock.parse` takes it.
    civil_affairs_url: where registers of kinship answer; "" for none.
    sms_url: where short messages are taken to be sent; "" for none.
    tax_url: where the tax office collects premiums; "" for none.
    exchange: the folder where jobs put days' files for provinces and find their answers; "" for none.
    """

    data_dir: Path
    key_store: Path
    database_url: str | None = None
    owner_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    clock: str = ""
    production: bool = False
    log_level: str = "info"
    civil_affairs_url: str = ""
    sms_url: str = ""
    tax_url: str = ""
    exchange: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str], **options: Any) -> Self:
        """Settings from variables, overridden by the options that are not None.

        Raises OperatorError for a value that cannot be read, and for a sandbox clock in production.
        """
        given = {name: environment[_variable(name)] for name in cls.__slots__ if environment.get(_variable(name))}
        given |= {name: str(value) for name, value in options.items() if value is not None}
        data_dir = Path(given.pop("data_dir", "") or _default_data_dir(environment)).absolute()
        settings = cls(
            data_dir=data_dir,
            key_store=Path(given.pop("key_store", data_dir / "keys.json")).absolute(),
            port=_whole_number("port", given.pop("port", "8080"), 0, 65535),
            workers=_whole_number("workers", given.pop("workers", "1"), 1, 256),
            production=_flag("production", given.pop("production", "false")),
            **given,
        )
        Clock.parse(settings.clock)
        if settings.production and settings.clock:
            raise OperatorError("production runs on real time: take GONGJI_CLOCK away or leave GONGJI_PRODUCTION")
        return settings

    def as_variables(self) -> dict[str, str]:
        """The same settings as variables, to hand to worker processes."""
        return {_variable(name): str(getattr(self, name)) for name in self.__slots__ if getattr(self, name) is not None}


def require_key_store_for(settings: Settings, key_store: KeyStore) -> None:
    """Refuse a sandbox's key store in production (N-22)."""
    if settings.production and key_store.sandbox:
        raise OperatorError("production needs a key store of its own: the key file is marked sandbox (N-22)")


def _variable(name: str) -> str:
    return "GONGJI_DATA" if name == "data_dir" else f"GONGJI_{name.upper()}"


def _default_data_dir(environment: Mapping[str, str]) -> Path:
    # PostgreSQL refuses to run as root, and the account it then runs as cannot enter root's home.
    if os.geteuid() == 0:
        return Path("/var/lib/gongji")
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "gongji"


def _whole_number(name: str, text: str, least: int, most: int) -> int:
    if text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    raise OperatorError(f"{name} is a whole number from {least} to {most}, not {text!r}")


def _flag(name: str, text: str) -> bool:
    if text.lower() in ("1", "true", "yes"):
        return True
    if text.lower() in ("0", "false", "no"):
        return False
    raise OperatorError(f"{name} is true or false, not {text!r}")
