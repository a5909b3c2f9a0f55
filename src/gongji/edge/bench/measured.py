"""What one run showed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

from gongji.edge.bench.growth import Growth


@dataclass(frozen=True, slots=True)
class Measured:
    """rate: a second. p50, p99: milliseconds from asking to being answered. cpu_ms: processor milliseconds each, of our
    processes and PostgreSQL's, not the load generator's. checkpoints: begun while it was measured.

    told: what else the run has to tell, such as what a settlement grew the tables by.
    """

    rate: float
    p50: float
    p99: float
    cpu_ms: float
    checkpoints: float
    told: dict[str, float] = field(default_factory=dict)


def room(grown: Growth) -> dict[str, float]:
    """What a settlement takes with indexes: bytes in request, settlement, transfer and fact; its fee lines apart."""
    return {"bytes": grown.bytes_each, "fee_line_bytes": grown.line_bytes_each, "settled": grown.settled}


def mean_of(runs: Sequence[Measured]) -> Measured:
    """Several runs of the same as one."""
    return Measured(
        rate=mean(run.rate for run in runs),
        p50=mean(run.p50 for run in runs),
        p99=mean(run.p99 for run in runs),
        cpu_ms=mean(run.cpu_ms for run in runs),
        checkpoints=mean(run.checkpoints for run in runs),
        told={name: mean(run.told[name] for run in runs) for name in runs[0].told},
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
