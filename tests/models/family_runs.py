"""How the machine of a family is run."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.models.machine import FamilyMachine

Make = Callable[[], FamilyMachine]


def run(make: Make, examples: int, *, start: int, shrink: bool = True) -> None:
    """start: the seed; ./test fixes the order of sets too, so the same one does the same again."""
    print(f"seed {start}: ./test tests/models -s --seed {start} --examples {examples} does the same again")
    chosen = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        print_blob=True,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(start)(lambda: make()), settings=chosen)  # type: ignore[arg-type]
