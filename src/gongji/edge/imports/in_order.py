"""From lines to the requests of a bulk verb and back to an answer for each line."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from gongji.edge.imports.line import LineRefused
from gongji.ground.refusal import Refusal

Line = TypeVar("Line")
Request = TypeVar("Request", bound=Hashable)


class Known:
    """The answer to a line that is so already, and needs nothing done."""


Settled = Known | Refusal | LineRefused


def in_order(
    lines: Sequence[Line],
    *,
    request_of: Callable[[Line], Request | Known],
    verb: Callable[[Sequence[Request]], Sequence[object]],
) -> list[object]:
    """An answer for every line: its refusal, Known, or what the verb answered to its request.

    request_of: what a line asks for; it may refuse. Lines that ask for exactly the same are one request.
    """
    asked: list[Request | Settled] = []
    for line in lines:
        try:
            asked.append(request_of(line))
        except (Refusal, LineRefused) as refused:
            asked.append(refused)
    requests = list(dict.fromkeys([one for one in asked if not isinstance(one, Settled)]))
    answers = dict(zip(requests, verb(requests), strict=True))
    return [one if isinstance(one, Settled) else answers[one] for one in asked]
