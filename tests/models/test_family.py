"""Any months of a family: the program does what a small model of it does."""

from random import Random

import pytest

from tests.models.family_runs import Make, run

SHORT, LONG = 25, 2000


def test_whatever_a_family_does_the_program_does_what_the_model_does(
    make: Make, long: bool, pytestconfig: pytest.Config
) -> None:
    examples, start = pytestconfig.getoption("--examples"), pytestconfig.getoption("--seed")
    if start is None:
        start = Random().randrange(2**32) if long or examples else 1
    run(make, examples or (LONG if long else SHORT), start=start)
