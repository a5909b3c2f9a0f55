"""Verify as a whole: clean books, one view of them, what it believes and what it may know of the program."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, IsolationLevel

from gongji import verification
from gongji.kinship import NearRelative
from gongji.verification import CHECKS, Check, extent, verify
from gongji.verification.bills import FEE_CLASSES
from tests.world import PILLS, World


@pytest.mark.any_server
def test_the_books_of_a_winter_agree(books: Connection[Any]) -> None:
    assert verify(books) == []
    found = extent(books)
    assert found.checks == len(CHECKS)
    assert found.transfers > found.settlements > 10


def test_only_the_first_violations_of_a_check_are_named(books: Connection[Any]) -> None:
    books.execute("delete from fact where kind = 20")
    violations = verify(books)
    checks = {violation.check for violation in violations}
    assert len(violations) > len(checks) == len(verify(books, first=1))


def test_every_check_is_told_before_it_runs(books: Connection[Any]) -> None:
    told: list[tuple[Check, int]] = []
    verify(books, progress=lambda check, place: told.append((check, place)))
    assert told == [(check, place) for place, check in enumerate(CHECKS)]


def test_a_view_that_changes_between_checks_is_refused(db: Connection[Any]) -> None:
    with pytest.raises(ValueError, match="read committed"):
        verify(db)


def test_a_payment_made_meanwhile_does_not_disturb(world: World, connect: Callable[..., Connection[Any]]) -> None:
    son, mother = world.employee("陈一", account=500_00), world.resident("林二")
    world.share(son, mother, NearRelative.PARENT, 300_00)
    with connect() as looking:
        looking.isolation_level = IsolationLevel.REPEATABLE_READ
        looking.read_only = True

        def pay(_: Check, place: int) -> None:
            world.buy(mother, (PILLS, 1_00 + place))
            world.db.commit()

        assert verify(looking, progress=pay) == []
        # Only the one made before the first check looked.
        assert extent(looking).settlements == 1


def test_a_constraint_is_not_believed(
    world: World, superuser: Connection[Any], connect: Callable[..., Connection[Any]]
) -> None:
    """Whoever may break a row may also claim that it was checked."""
    world.buy(world.resident("林二"), (PILLS, 10_00))
    world.db.commit()
    name = "fee_classes_add_up_to_the_bill"
    superuser.execute(f"alter table settlement drop constraint {name}")
    superuser.execute("update settlement set in_scope_fen = in_scope_fen + 1")
    superuser.execute(
        f"""
        alter table settlement add constraint {name}
        check (total_fen = own_pay_full_fen + over_limit_fen + pre_pay_fen + in_scope_fen) not valid
        """
    )
    superuser.execute("update pg_constraint set convalidated = true where conname = %s", [name])
    with connect() as looking:
        looking.isolation_level = IsolationLevel.REPEATABLE_READ
        assert {violation.check for violation in verify(looking)} == {FEE_CLASSES}


def test_verification_calls_nothing_of_what_it_checks() -> None:
    (folder,) = verification.__path__
    imported = {
        name
        for file in Path(folder).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        for name in _imported(node)
        if name.split(".")[0] == "gongji"
    }
    assert imported
    assert {".".join(name.split(".")[:2]) for name in imported} <= {"gongji.verification", "gongji.ground"}


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
