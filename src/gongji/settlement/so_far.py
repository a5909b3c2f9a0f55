"""What a batch has decided so far, which those that follow are decided by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gongji.ground.identifiers import cell_of
from gongji.ground.refusal import Refusal
from gongji.settlement.look import Earlier, Scene
from gongji.settlement.moment import Moment
from gongji.settlement.pay import Decided
from gongji.settlement.pay_code import PayCode
from gongji.settlement.requests import MessageKey, Pay, Request
from gongji.settlement.returns import Returns
from gongji.settlement.settlement import Answer, Outcome
from gongji.settlement.undo import Original
from gongji.settlement.write import Row
from gongji.work_items import WorkItem

Screen = Callable[[Pay, Scene], Refusal | None]


@dataclass(slots=True)
class Batch:
    """What a batch has decided so far, in arrival order.

    survivors: the record that lives on, of each whose bill is to be undone and that was merged.
    """

    scene: Scene
    moment: Moment
    originals: dict[int, Original]
    undone: dict[int, Outcome]
    returns: Returns
    screen: Screen | None
    survivors: Mapping[int, int]
    rows: list[Row] = field(default_factory=list)
    repeats: dict[int, int] = field(default_factory=dict)
    decided: dict[int, Decided] = field(default_factory=dict)
    suspense: list[WorkItem] = field(default_factory=list)
    codes_used: list[PayCode] = field(default_factory=list)


def keep(batch: Batch, request: Request, decided: Decided, kind: Outcome) -> Answer:
    """Remember what a request did; the answer to it."""
    settlement_id = decided.settled.settlement.settlement_id
    batch.decided[settlement_id] = decided
    keep_request(batch, request, kind, settlement_id, decided=decided)
    return decided.settled


def keep_request(
    batch: Batch,
    request: Request,
    kind: Outcome,
    outcome_id: int,
    *,
    message_id: str | None = None,
    decided: Decided | None = None,
) -> None:
    """Remember the outcome of a message number, for the rows and for its twin later in this batch."""
    number = message_id or request.key.message_id
    institution_no = batch.scene.institutions[request.key.institution].institution_no
    cell = cell_of(request.person_id)
    batch.scene.earlier[institution_no, number] = Earlier(cell, request.key.digest, outcome_id, kind)
    key = MessageKey(request.key.institution, number, request.key.digest)
    batch.rows.append(Row(cell, institution_no, key, kind, outcome_id, request.person_id, batch.moment, decided))


def earlier_outcome(scene: Scene, institution_code: str, message_id: str) -> Earlier | None:
    """What a message number led to before, in the rows or in this batch; None where it is new."""
    institution = scene.institutions.get(institution_code)
    return None if institution is None else scene.earlier.get((institution.institution_no, message_id))
