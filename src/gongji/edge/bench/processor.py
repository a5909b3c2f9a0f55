"""Processor time and memory of process trees, as /proc tells them."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class ProcessorTime:
    """What the processes under some roots had used at one moment, in ticks by process."""

    ticks: dict[int, int]

    @classmethod
    def of(cls, roots: Iterable[int]) -> Self:
        """Of these processes and all below them."""
        stats = _stats()
        return cls({pid: int(stats[pid][11]) + int(stats[pid][12]) for pid in _tree(stats, roots)})

    def seconds_since(self, before: Self) -> float:
        """What they used meanwhile; what a process used that has ended is lost."""
        return sum(used - before.ticks.get(pid, 0) for pid, used in self.ticks.items()) / TICKS_A_SECOND


def largest_memory_mb(root: int) -> float:
    """The most any one process of a tree ever held in memory."""
    return max(_peak_kb(pid) for pid in _tree(_stats(), [root])) / 1024


def _tree(stats: Mapping[int, list[str]], roots: Iterable[int]) -> set[int]:
    """Roots and all below them, as far as they live."""
    children: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        children.setdefault(int(fields[1]), []).append(pid)
    found: set[int] = set()
    waiting = [pid for pid in roots if pid in stats]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def _stats() -> dict[int, list[str]]:
    """The fields of /proc/*/stat from the state on, by process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        # The name before it may hold blanks and brackets.
        found[int(folder.name)] = text.rpartition(")")[2].split()
    return found


def _peak_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
