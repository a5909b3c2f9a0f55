"""What the rules refuse, as values with a permanent public code.

A refusal carries facts, never sentences; the doors word it (`edge/wording`). Everything that is raised and is not a
Refusal is our own fault and is loud.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform

T = TypeVar("T", bound="Refusal")


class Refusal(Exception):
    """Something a rule forbids: `code` is permanent and public, `rule` is the identifier in the domain rules."""

    code: ClassVar[str]
    rule: ClassVar[str]


@dataclass_transform()
def refusal(cls: type[T]) -> type[T]:
    """Make a Refusal a dataclass of its facts.

    Not frozen: Python itself writes the traceback on an exception while it leaves a transaction.
    """
    return dataclass(unsafe_hash=True)(cls)


def facts_of(refused: Refusal) -> dict[str, Any]:
    """The facts of a refusal by name, for wording and for problem reports."""
    return {fact.name: getattr(refused, fact.name) for fact in fields(refused)}  # type: ignore[arg-type]
