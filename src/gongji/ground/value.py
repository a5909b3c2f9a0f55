"""Immutable values: the dataclass of a concept, frozen by the type checker.

Python's own frozen dataclass sets every field through a call and so takes ten times as long to make; a bill makes
forty. mypy refuses to assign to a value all the same.
"""

import dataclasses
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def value(cls: type[T]) -> type[T]:
    """Make a class a slotted, hashable dataclass whose fields are never assigned again."""
    return dataclasses.dataclass(slots=True, unsafe_hash=True)(cls)


def columns_of(cls: type) -> str:
    """The fields of a value as the column list of a query that fills it."""
    return ", ".join(field.name for field in dataclasses.fields(cls))


def replace(one: T, **changes: Any) -> T:
    """The same value with some fields changed."""
    return dataclasses.replace(one, **changes)  # type: ignore[type-var]
