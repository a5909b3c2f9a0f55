"""How one institution's system speaks: every rule that differs between regions is a field here, never a constant."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gongji.ground.value import value

# acct_used_flag -> Pay.account_use: 0 leaves the own account alone and takes aid only of who has no account of her
# own; 1 and 2 take the own account, then aid.
WHO_PAYS = MappingProxyType({"0": 0, "1": 1, "2": 2})


@value
class Profile:
    """A dialect; the defaults are the national one.

    line_number_digits: fee line numbers are digits, at most so many; 0 takes any text. sign_in_node, sign_out_node:
    the node of the answer; "" puts sign_time into the output itself.
    """

    infcode_is_number: bool = False
    acct_pay_includes_mulaid: bool = True
    cancel_amounts_negative: bool = True
    who_pays: Mapping[str, int] = WHO_PAYS
    line_number_digits: int = 0
    sign_in_node: str = "signinoutb"
    sign_out_node: str = ""


NATIONAL = Profile()


@cache
def profiles() -> dict[str, Profile]:
    """The profiles this release knows, by name."""
    tables: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "profiles.toml").read_text())
    return {name: Profile(**table) for name, table in tables.items()}
