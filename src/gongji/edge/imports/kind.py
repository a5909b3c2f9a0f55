"""A kind of file that can be imported: its columns, and what takes its lines in."""

from collections.abc import Callable, Sequence
from datetime import datetime
from inspect import Parameter, signature
from typing import Any

from psycopg import Connection

from gongji.audit import By
from gongji.ground.keys import KeyStore
from gongji.ground.value import value

# What a file did is told in the inbox alone (notices).
IMPORT = By(0, "import")
Enter = Callable[[Connection[Any], KeyStore, Sequence[Any], datetime], Sequence[object]]


@value
class Kind:
    """parse: one line's fields, by column, to what `enter` takes; its parameters are the columns.

    enter: takes parsed lines in, in the transaction it is given; an answer for each, a Refusal or LineRefused where it
    was not taken in. key: lines with the same value in this column are taken in in the order of the file. batch: lines
    a transaction.
    """

    parse: Callable[..., Any]
    enter: Enter
    key: str
    batch: int

    def columns(self) -> tuple[str, ...]:
        """Every column the kind knows."""
        return tuple(signature(self.parse).parameters)

    def required(self) -> tuple[str, ...]:
        """The columns a file must have."""
        parameters = signature(self.parse).parameters.values()
        return tuple(parameter.name for parameter in parameters if parameter.default is Parameter.empty)
