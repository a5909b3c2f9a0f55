"""Which runs follow each other, and what is divided by what."""

from collections.abc import Callable, Sequence
from statistics import mean

from gongji.edge.bench import clockwork, doors, engine, gateway, pgbench, sharing
from gongji.edge.bench.machine import cores, fsync_speed, settings
from gongji.edge.bench.measured import Measured, mean_of
from gongji.edge.bench.report import Figures, Report, in_words
from gongji.edge.bench.scenery import Scenery
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.invented.entering import Progress

RUNS: dict[str, Callable[[Scenery, Tell], Measured]] = {
    "pgbench": lambda scenery, tell: pgbench.run(scenery.stage, tell),
    "pgbench_alone": lambda scenery, tell: pgbench.run_alone(scenery.stage, tell),
    "engine_100": lambda scenery, tell: engine.engine_100(scenery.stage, tell),
    "engine_500": lambda scenery, tell: engine.engine_500(scenery.stage, tell),
    "hot": lambda scenery, tell: engine.hot(scenery.stage, tell),
    "gateway": lambda scenery, tell: gateway.run(scenery.stage, scenery.door, gateway.MANY, tell),
    "gateway_mixed": lambda scenery, tell: gateway.run(scenery.stage, scenery.door, gateway.MIXED, tell),
    "alone": lambda scenery, tell: gateway.run(scenery.stage, scenery.door, gateway.ALONE, tell),
    "quota": lambda scenery, tell: sharing.run(scenery.pilot, scenery.families, "quota", tell),
    "consent": lambda scenery, tell: sharing.run(scenery.pilot, scenery.families, "consent", tell),
    "transfer": lambda scenery, tell: sharing.run(scenery.pilot, scenery.families, "transfer", tell),
    "quota_rest": lambda scenery, tell: _over_rest(scenery, "quota", tell),
    "consent_rest": lambda scenery, tell: _over_rest(scenery, "consent", tell),
    "transfer_rest": lambda scenery, tell: _over_rest(scenery, "transfer", tell),
    "year_end": lambda scenery, tell: clockwork.run(scenery.night, "year-end", tell),
    "renewals": lambda scenery, tell: clockwork.run(scenery.night, "renewals", tell),
    "returns": lambda scenery, tell: clockwork.run(scenery.night, "returns", tell),
}
OVER_HTTP = {"gateway", "gateway_mixed", "alone", "quota_rest", "consent_rest", "transfer_rest"}
# What a run is compared with, other than pgbench: the mean of the nearest of these before it and after it.
PEERS = {"hot": "engine_500", "alone": "pgbench_alone"}
BESIDE = {"pgbench", "pgbench_alone"}
SETTLE = ("pgbench", "engine_100", "pgbench", "engine_500", "hot", "engine_500", "pgbench")
GATEWAY = ("pgbench", "gateway", "pgbench", "gateway_mixed", "pgbench", "pgbench_alone", "alone")
SHARING = (
    "pgbench", "quota", "pgbench", "consent", "pgbench", "transfer", "pgbench",
    "quota_rest", "consent_rest", "transfer_rest", "pgbench",
)  # fmt: skip
CLOCK = ("pgbench", "year_end", "renewals", "pgbench", "returns", "pgbench")
ALL = (*SETTLE, *GATEWAY[1:], *SHARING, *CLOCK[1:])


def measure(stage: Stage, plan: Sequence[str], progress: Progress, *, on_run: Callable[[str], None]) -> Report:
    """Run a plan, and compare. on_run: told each run in words when it is done."""
    if OVER_HTTP & set(plan):
        gateway.require_wrk()
    with progress("pgbench --initialize") as tell:
        pgbench.prepare(stage, tell)
    fsync = fsync_speed(stage)
    runs: list[tuple[str, Measured]] = []
    with Scenery(stage, progress) as scenery:
        for number, name in enumerate(plan, start=1):
            stage.begin()
            with progress(f"{name}, run {number} of {len(plan)}") as tell:
                runs.append((name, RUNS[name](scenery, tell)))
            on_run(in_words(*runs[-1]))
    return Report(compare(runs), cores(), settings(stage), fsync)


def _over_rest(scenery: Scenery, deed: str, tell: Tell) -> Measured:
    return doors.run(scenery.pilot, scenery.pilot_door, scenery.families_at_the_door, deed, tell)


def compare(runs: Sequence[tuple[str, Measured]]) -> dict[str, Figures]:
    """All runs of one name as one, and the mean of their ratios."""
    places: dict[str, list[int]] = {}
    for place, (name, _) in enumerate(runs):
        places.setdefault(name, []).append(place)
    return {
        name: Figures(
            mean_of([runs[place][1] for place in its]),
            None if name in BESIDE else mean(_ratio(runs, place) for place in its),
        )
        for name, its in places.items()
    }


def _ratio(runs: Sequence[tuple[str, Measured]], place: int) -> float:
    name, measured = runs[place]
    beside = PEERS.get(name, "pgbench")
    before = [other for peer, other in runs[:place] if peer == beside][-1:]
    after = [other for peer, other in runs[place:] if peer == beside][:1]
    if name == "alone":
        return measured.p50 / mean(peer.p50 for peer in before + after)
    return measured.rate / mean(peer.rate for peer in before + after)
