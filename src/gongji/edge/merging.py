"""What the domain of life events asks a door before two records are merged: bills and premiums stand above it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import contributions
from gongji.settlement.visits import has_open_visit


def find_open(db: Connection[Any], people: Collection[int], *, now: datetime) -> str | None:
    """What these people have begun and not settled: visit or premium; None for nothing."""
    if has_open_visit(db, people=people, now=now):
        return "visit"
    return "premium" if contributions.is_waiting(db, people=people) else None
