"""What a plan of runs showed: as a table for people, as JSON for programs."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from gongji.edge.bench.measured import Measured

WANTED = {
    "engine_100": "≥ 2.5", "engine_500": "≥ 4", "hot": "≥ 0.95", "gateway": "≥ 1", "alone": "≤ 4",
    "quota": "≥ 0.5", "consent": "≥ 0.5", "transfer": "≥ 0.5",
    "year_end": "5,000/s", "renewals": "5,000/s", "returns": "5,000/s",
}  # fmt: skip
LEGEND = (
    "ratio: to the pgbench runs before and after; of hot to engine_500; of alone p50 to p50 of pgbench_alone. "
    "p50, p99, CPU: milliseconds. bytes: of a settlement with indexes, its fee lines apart."
)


@dataclass(frozen=True, slots=True)
class Figures:
    """ratio: to the runs of the peer before and after; None for a peer."""

    measured: Measured
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """figures: by run. settings: of the server, the world and the runs. fsync: what pg_test_fsync says of the disk."""

    figures: dict[str, Figures]
    cores: int
    settings: dict[str, str | int | float]
    fsync: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """A key for each run, beside cores, settings and pg_test_fsync; times in milliseconds."""
        runs = {name: _as_json(figures) for name, figures in self.figures.items()}
        return runs | {"cores": self.cores, "settings": self.settings, "pg_test_fsync": self.fsync}

    def as_table(self) -> Table:
        """A row for each run."""
        table = Table(
            title="beside pgbench",
            box=SIMPLE,
            pad_edge=False,
            caption=self._caption(),
            caption_justify="left",
        )
        table.add_column("run", no_wrap=True)
        for column in ("/s", "ratio", "aim", "p50", "p99", "CPU", "bytes", "lines"):
            table.add_column(column, justify="right", no_wrap=True)
        for name, figures in self.figures.items():
            table.add_row(name, *_cells(name, figures))
        return table

    def _caption(self) -> str:
        memory = [figures.measured.told.get("server_mb", 0) for figures in self.figures.values()]
        told = {"cores": self.cores, **self.settings, **self.fsync, "server_mb": round(max(memory))}
        return f"{LEGEND}\n{', '.join(f'{name} {value}' for name, value in told.items())}"


def in_words(name: str, run: Measured) -> str:
    """One run in one line."""
    return f"{name}: {run.rate:,.0f} a second, p50 {run.p50:.1f} ms, p99 {run.p99:.1f} ms"


def _as_json(figures: Figures) -> dict[str, Any]:
    run = asdict(figures.measured)
    told = run.pop("told")
    ratio = {} if figures.ratio is None else {"ratio": figures.ratio}
    return {name: round(value, 3) for name, value in (run | ratio | told).items()}


def _cells(name: str, figures: Figures) -> list[str]:
    run = figures.measured
    return [
        f"{run.rate:,.0f}",
        "" if figures.ratio is None else f"{figures.ratio:.2f}",
        WANTED.get(name, ""),
        f"{run.p50:.1f}",
        f"{run.p99:.1f}",
        f"{run.cpu_ms:.2f}",
        *[f"{run.told[column]:.0f}" if column in run.told else "" for column in ("bytes", "fee_line_bytes")],
    ]
