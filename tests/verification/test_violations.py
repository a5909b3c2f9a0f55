"""Every sentence the books have to keep, broken in one place: verify names it and nothing that still holds."""

from typing import Any

import pytest
from psycopg import Connection

from gongji.verification import CHECKS, verify
from tests.verification import (
    broken_balances,
    broken_bills,
    broken_clearing,
    broken_corrections,
    broken_interest,
    broken_people,
    broken_premiums,
    broken_reconciliation,
    broken_records,
)
from tests.verification.broken import Break

BREAKS = (
    broken_balances.BREAKS
    + broken_people.BREAKS
    + broken_interest.BREAKS
    + broken_premiums.BREAKS
    + broken_bills.BREAKS
    + broken_records.BREAKS
    + broken_corrections.BREAKS
    + broken_clearing.BREAKS
    + broken_reconciliation.BREAKS
)


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.what.replace(" ", "_"))
def test_verify_names_what_is_broken_when(books: Connection[Any], one: Break) -> None:
    for statement in one.sql:
        changed = books.execute(statement)
        assert changed.rowcount != 0, f"this broke nothing: {statement}"
    violations = verify(books)
    assert {violation.check for violation in violations} == set(one.named)
    assert all(violation.what for violation in violations)


def test_every_check_is_shown_by_a_break() -> None:
    assert {one.named[0] for one in BREAKS} == set(CHECKS)
