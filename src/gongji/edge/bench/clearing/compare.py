"""Rounds of closes, recomputations and group-bys of two months, one after another, and settling beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from gongji.edge.bench.clearing import closes, settling
from gongji.edge.bench.clearing.items import MonthOfItems, month_of_items
from gongji.edge.bench.clearing.report import Ratio, Report
from gongji.edge.bench.copied import copied
from gongji.edge.bench.machine import cores, settings
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.invented.entering import Progress


@dataclass(frozen=True, slots=True)
class Sizes:
    """Items of the two months."""

    small: int
    large: int
    rounds: int


FULL = Sizes(small=1_000_000, large=10_000_000, rounds=5)
SMALL = Sizes(small=3_100, large=31_000, rounds=1)
RUNS = ("group_by", "close_small", "close", "group_by_again", "recompute", "group_by_last")


def measure(stage: Stage, sizes: Sizes, progress: Progress, *, on_run: Callable[[str], None]) -> Report:
    """Make both months the first time, and compare. on_run: told each run in words when it is done."""
    with progress(f"{sizes.small:,} items") as tell:
        small = month_of_items(stage, sizes.small, tell)
    with progress(f"{sizes.large:,} items") as tell:
        large = month_of_items(stage, sizes.large, tell)
    rounds = []
    for number in range(1, sizes.rounds + 1):
        with progress(f"round {number} of {sizes.rounds}") as tell:
            rounds.append(_round(stage, small, large, tell))
        on_run(", ".join(f"{name} {seconds:.2f} s" for name, seconds in rounds[-1].items()))
    ratios = [*_of_rounds(rounds), *_of_settling(stage, large, progress, on_run)]
    told = settings(stage) | {"cores": cores(), "small": sizes.small, "large": sizes.large}
    return Report(ratios, told)


def _round(stage: Stage, small: MonthOfItems, large: MonthOfItems, tell: Tell) -> dict[str, float]:
    runs: Sequence[Callable[[], float]] = (
        lambda: closes.grouped(large),
        lambda: closes.close(small),
        lambda: closes.close(large),
        lambda: closes.grouped(large),
        lambda: closes.recomputed(large),
        lambda: closes.grouped(large),
    )
    took = {}
    for done, (name, run) in enumerate(zip(RUNS, runs, strict=True), start=1):
        stage.begin()
        took[name] = run()
        tell(done, len(RUNS))
    return took


def _of_rounds(rounds: Sequence[dict[str, float]]) -> list[Ratio]:
    def ratio(name: str, beside: str, divisor: Callable[[dict[str, float]], float], run: str, aim: str) -> Ratio:
        its = [one[run] / divisor(one) for one in rounds]
        return Ratio(name, beside, tuple(one[run] for one in rounds), median(its), aim)

    return [
        ratio("close", "close_small", lambda one: one["close_small"], "close", "≤ 1.5"),
        ratio(
            "close_beside_duckdb",
            "group_by",
            lambda one: mean((one["group_by"], one["group_by_again"])),
            "close",
            "≤ 3",
        ),
        ratio(
            "recompute", "group_by", lambda one: mean((one["group_by_again"], one["group_by_last"])), "recompute", "≤ 3"
        ),
    ]


def _of_settling(stage: Stage, large: MonthOfItems, progress: Progress, on_run: Callable[[str], None]) -> list[Ratio]:
    with progress("copy the world") as tell, copied(stage, "clearing", tell) as copy:
        with progress("settle, and file it") as tell:
            settled, filed = settling.settle_and_file(copy, tell)
        on_run(f"settled in {settled:.1f} processor seconds, filed and summed up in {filed:.2f}")
        rates = []
        for name, pause in (("alone", None), ("once", copy.seconds), ("alone", None), ("always", 0.0), ("alone", None)):
            stage.begin()
            with progress(f"settle, {name}") as tell:
                if pause is None:
                    rates.append(settling.settle(copy, tell))
                else:
                    with settling.closing(large, every_seconds=pause):
                        rates.append(settling.settle(copy, tell))
            on_run(f"{name}: {rates[-1]:,.0f} settlements a second")
    return [
        Ratio("filing", "settling", (filed, settled), filed / settled, "≤ 0.03"),
        Ratio("settling_while_a_month_closes", "settling", (), rates[1] / mean((rates[0], rates[2])), "≥ 0.9"),
        Ratio("settling_while_months_always_close", "settling", (), rates[3] / mean((rates[2], rates[4])), ""),
    ]
