"""What an operator types: `./gongji …`."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from gongji.edge.cli.lazily import commands
from gongji.edge.operator_error import OperatorError
from gongji.edge.settings import Settings
from gongji.ground.refusal import Refusal

# These may also stand behind the command they are for.
GLOBAL_OPTIONS = ("--data", "--database-url")

COMMANDS = {
    "run": "run:run",
    "serve": "serve:serve",
    "import": "import_:import_",
    "verify": "verify:verify",
    "owes": "owes:owes",
    "bench": "bench:bench",
    "demo": "demo:app",
    "db": "db:app",
    "relation": "relation:app",
    "quota": "quota:app",
    "jobs": "jobs:app",
    "token": "token:app",
    "pool": "pool:app",
    "institution": "institution:app",
    "clearing": "clearing:app",
}

app = typer.Typer(
    cls=commands(COMMANDS), no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False
)


@app.callback()
def settings(
    context: typer.Context,
    data: Annotated[Path | None, typer.Option(help="Folder of the embedded database.", metavar="DIR")] = None,
    database_url: Annotated[str | None, typer.Option(help="A PostgreSQL server instead, as role gongji_app.")] = None,
) -> None:
    """Gongji (共济): mutual aid of personal accounts across provinces. Settings also as GONGJI_* variables."""
    context.obj = Settings.read(os.environ, data_dir=data, database_url=database_url)


def main() -> None:
    """Run the command line; what is refused, or what an operator must put right, is one line and exit code 1."""
    # So that what a command has opened is closed on this signal too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        app(args=global_options_first(sys.argv[1:]), prog_name="gongji")
    except OperatorError as error:
        print(f"gongji: {error}", file=sys.stderr)
        sys.exit(1)
    except Refusal as refused:
        # The words take as long to load as many a command.
        from gongji.edge.wording import sentence

        print(f"gongji: {sentence(refused, language=_language())} [{refused.code}]", file=sys.stderr)
        sys.exit(1)


def _language() -> str:
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"


def global_options_first(arguments: Sequence[str]) -> list[str]:
    """The same arguments, with --data and --database-url before the command."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word in GLOBAL_OPTIONS:
            first += [word, *[value for value in [next(words, None)] if value is not None]]
        elif word.startswith(tuple(f"{option}=" for option in GLOBAL_OPTIONS)):
            first.append(word)
        else:
            rest.append(word)
    return first + rest
