"""What a run needs beside the stage, put up when the first run asks for it and taken down at the end."""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import Self

from gongji.edge.bench import clockwork
from gongji.edge.bench.copied import copied
from gongji.edge.bench.families import NOON, Family, open_families
from gongji.edge.bench.serving import Door, serving
from gongji.edge.bench.stage import Stage
from gongji.edge.invented.entering import Progress

# Of the families, those that ask at the REST door: it is slower, and nobody shares twice.
AT_THE_DOOR = 0.2


class Scenery:
    """A stage, doors to its world and to a copy of it, and the families that share in the copy."""

    def __init__(self, stage: Stage, progress: Progress) -> None:
        """progress: shown while something is put up."""
        self.stage = stage
        self._progress = progress
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def door(self) -> Door:
        """Where the world is served."""
        return self._stack.enter_context(serving(self.stage))

    @cached_property
    def pilot(self) -> Stage:
        """A copy of the world, on a day of the pilot, in which people share."""
        with self._progress("copy the world") as tell:
            return self._stack.enter_context(copied(self.stage, "pilot", tell))

    @cached_property
    def pilot_door(self) -> Door:
        """Where that copy is served, at noon."""
        return self._stack.enter_context(serving(self.pilot, clock=f"frozen:{NOON.isoformat()}"))

    @cached_property
    def _families(self) -> Sequence[Family]:
        with self._progress("open families") as tell:
            return open_families(self.pilot, tell)

    @property
    def families(self) -> Sequence[Family]:
        """Who shares at the verb."""
        return self._families[self._split :]

    @property
    def families_at_the_door(self) -> Sequence[Family]:
        """Who shares over REST."""
        return self._families[: self._split]

    @property
    def _split(self) -> int:
        return int(len(self._families) * AT_THE_DOOR)

    @cached_property
    def night(self) -> Stage:
        """A copy of the world in which every quota ends with the year and transfers wait for the morning."""
        with self._progress("copy the world") as tell:
            copy = self._stack.enter_context(copied(self.stage, "night", tell))
            clockwork.make_annual(copy, tell)
        with self._progress("open families") as tell:
            families = open_families(copy, tell)
        with self._progress("send transfers") as tell:
            clockwork.send_to_everybody(copy, families, tell)
        return copy
