"""Commands whose modules are loaded when they are called: each starts with what it needs, and nothing else."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup


def commands(places: Mapping[str, str]) -> type[TyperGroup]:
    """A group for `typer.Typer(cls=…)`. places: for each word `module:name` of a function or of a typer.Typer."""

    class Commands(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(places)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return _load(cmd_name, places[cmd_name]) if cmd_name in places else None

    return Commands


def _load(word: str, place: str) -> Any:
    module, name = place.split(":")
    found = getattr(import_module(f"gongji.edge.cli.{module}"), name)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group(found)
        group.name = word
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(word)(found)
    return typer.main.get_command(alone)
