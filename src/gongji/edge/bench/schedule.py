"""Which runs follow each other, and what is divided by what."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from statistics import mean

from gongji.edge.bench import engine, gateway, pgbench
from gongji.edge.bench.machine import cores, fsync_speed, settings
from gongji.edge.bench.measured import Measured, mean_of
from gongji.edge.bench.report import Figures, Report, in_words
from gongji.edge.bench.serving import Door, serving
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.bench.world import Progress

ON_THE_SERVER: dict[str, Callable[[Stage, Tell], Measured]] = {
    "pgbench": pgbench.run,
    "pgbench_alone": pgbench.run_alone,
    "engine_100": engine.engine_100,
    "engine_500": engine.engine_500,
    "hot": engine.hot,
}
AT_THE_DOOR = {"gateway": gateway.MANY, "gateway_mixed": gateway.MIXED, "alone": gateway.ALONE}
# What a run is compared with: the mean of the nearest of these before it and after it.
PEERS = {
    "engine_100": "pgbench",
    "engine_500": "pgbench",
    "hot": "engine_500",
    "gateway": "pgbench",
    "gateway_mixed": "pgbench",
    "alone": "pgbench_alone",
}
SETTLE = ("pgbench", "engine_100", "pgbench", "engine_500", "hot", "engine_500", "pgbench")
GATEWAY = ("pgbench", "gateway", "pgbench", "gateway_mixed", "pgbench", "pgbench_alone", "alone")
ALL = (*SETTLE, *GATEWAY[1:])


def measure(stage: Stage, plan: Sequence[str], progress: Progress, *, on_run: Callable[[str], None]) -> Report:
    """Run a plan, and compare. on_run: told each run in words when it is done."""
    if AT_THE_DOOR.keys() & plan:
        gateway.require_wrk()
    with progress("pgbench --initialize") as tell:
        pgbench.prepare(stage, tell)
    fsync = fsync_speed(stage)
    runs: list[tuple[str, Measured]] = []
    with ExitStack() as stack:
        door: Door | None = None
        for number, name in enumerate(plan, start=1):
            if name in AT_THE_DOOR and door is None:
                door = stack.enter_context(serving(stage))
            stage.begin()
            with progress(f"{name}, run {number} of {len(plan)}") as tell:
                runs.append((name, _run(stage, door, name, tell)))
            on_run(in_words(*runs[-1]))
    return Report(compare(runs), cores(), settings(stage), fsync)


def _run(stage: Stage, door: Door | None, name: str, tell: Tell) -> Measured:
    if name in AT_THE_DOOR:
        assert door
        return gateway.run(stage, door, AT_THE_DOOR[name], tell)
    return ON_THE_SERVER[name](stage, tell)


def compare(runs: Sequence[tuple[str, Measured]]) -> dict[str, Figures]:
    """All runs of one name as one, and the mean of their ratios."""
    places: dict[str, list[int]] = {}
    for place, (name, _) in enumerate(runs):
        places.setdefault(name, []).append(place)
    return {
        name: Figures(
            mean_of([runs[place][1] for place in its]),
            mean(_ratio(runs, place) for place in its) if name in PEERS else None,
        )
        for name, its in places.items()
    }


def _ratio(runs: Sequence[tuple[str, Measured]], place: int) -> float:
    name, measured = runs[place]
    before = [other for peer, other in runs[:place] if peer == PEERS[name]][-1:]
    after = [other for peer, other in runs[place:] if peer == PEERS[name]][:1]
    if name == "alone":
        return measured.p50 / mean(peer.p50 for peer in before + after)
    return measured.rate / mean(peer.rate for peer in before + after)
