"""Immutable values: the class of a concept, its fields its columns.

They are msgspec's structs, which C makes and freezes: a bill makes forty of them, and Python's own frozen dataclass
takes ten times as long.
"""

from typing import Any, TypeVar, dataclass_transform

import msgspec

T = TypeVar("T")
# What a class body holds besides its fields and methods.
OF_THE_CLASS = {"__annotations__", "__dict__", "__weakref__"}


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """Make a class of annotated fields, defaults and methods a frozen, hashable value, equal where its fields are."""
    own = dict(vars(cls))
    fields = [
        (name, kind, own.pop(name)) if name in own else (name, kind) for name, kind in cls.__annotations__.items()
    ]
    methods = {name: what for name, what in own.items() if name not in OF_THE_CLASS}
    # Values are never part of a cycle, so the garbage collector need not count them.
    struct: Any = msgspec.defstruct(cls.__name__, fields, namespace=methods, frozen=True, gc=False)
    return struct  # type: ignore[no-any-return]


def columns_of(cls: type) -> str:
    """The fields of a value as the column list of a query that fills it."""
    return ", ".join(field.name for field in msgspec.structs.fields(cls))


def values_of(one: object) -> tuple[Any, ...]:
    """The values of a value's fields, in the order of `columns_of`."""
    return msgspec.structs.astuple(one)  # type: ignore[arg-type]


def replace(one: T, **changes: Any) -> T:
    """The same value with some fields changed."""
    return msgspec.structs.replace(one, **changes)  # type: ignore[type-var]
