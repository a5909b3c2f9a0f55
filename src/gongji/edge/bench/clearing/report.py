"""What a month's closing showed: as a table for people, as JSON for programs."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.box import SIMPLE
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Ratio:
    """seconds: of each round. ratio: the middle one of the rounds'. aim: as the sign before it says."""

    name: str
    beside: str
    seconds: tuple[float, ...]
    ratio: float
    aim: str


@dataclass(frozen=True, slots=True)
class Report:
    """settings: of the server, the months and the rounds."""

    ratios: list[Ratio]
    settings: dict[str, str | int | float]

    def as_json(self) -> dict[str, Any]:
        """A key for each ratio, beside the settings."""
        return {one.name: asdict(one) for one in self.ratios} | {"settings": self.settings}

    def as_table(self) -> Table:
        """A row for each ratio."""
        table = Table(box=SIMPLE, pad_edge=False, caption=self._caption(), caption_justify="left")
        for column in ("run", "÷", "seconds"):
            table.add_column(column)
        for column in ("ratio", "aim"):
            table.add_column(column, justify="right", no_wrap=True)
        for one in self.ratios:
            seconds = " ".join(f"{took:.2f}" for took in one.seconds)
            table.add_row(one.name, one.beside, seconds, f"{one.ratio:.3f}", one.aim)
        return table

    def _caption(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.settings.items())
