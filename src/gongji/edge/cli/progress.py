"""A progress bar for what takes longer than two seconds; shorter work stays quiet."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

QUIET_SECONDS = 2


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yields a function to call with what is done and the whole, in any one unit; a whole of 0 is not known yet."""
    began = time.monotonic()
    # On stderr: stdout belongs to the results.
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(what, total=None)

    def update(done: int, whole: int) -> None:
        bar.update(task, completed=done, total=whole or None)
        if time.monotonic() - began > QUIET_SECONDS:
            bar.start()

    try:
        yield update
    finally:
        # Stopped without a start it would print an empty line.
        if bar.live.is_started:
            bar.stop()
