"""Decide the requests of a batch one after the other, each seeing what those before it did. Pure but for its Batch."""

from gongji.ground.value import replace
from gongji.settlement.decide_undo import decide_cancel, decide_reverse
from gongji.settlement.look import Earlier
from gongji.settlement.pay import decide_pay
from gongji.settlement.pay_code import require_code
from gongji.settlement.refusals import (
    IdempotencyConflict,
    SettlementReversed,
    SettlementUnknown,
)
from gongji.settlement.requests import Cancel, Pay, Request, Reverse
from gongji.settlement.returns import RunAlone
from gongji.settlement.settlement import Answer, NothingToReverse, Outcome
from gongji.settlement.so_far import Batch, earlier_outcome, keep


def decide(batch: Batch, request: Request, position: int) -> Answer | RunAlone:
    """What one request leads to, given all before it; position: its place among the identifiers. Raises refusals."""
    if request.person_id not in batch.scene.spenders:
        raise SettlementUnknown(settlement_id="")
    earlier = earlier_outcome(batch.scene, request.key.institution, request.key.message_id)
    if earlier is not None:
        return _repeat(batch, request, earlier, position)
    match request:
        case Pay():
            return _pay(batch, request, position)
        case Cancel():
            return decide_cancel(batch, request, position)
        case Reverse():
            return decide_reverse(batch, request, position)


def _repeat(batch: Batch, request: Request, earlier: Earlier, position: int) -> Answer:
    """The same message again: the same answer (S-12), unless it was reversed meanwhile (S-15)."""
    if earlier.kind is Outcome.TOMBSTONE:
        raise SettlementReversed(message_id=request.key.message_id)
    if earlier.digest != request.key.digest:
        raise IdempotencyConflict(message_id=request.key.message_id)
    if earlier.kind is Outcome.REVERSED_NOTHING:
        assert isinstance(request, Reverse)
        return NothingToReverse(request.original_message_id)
    if batch.undone.get(earlier.outcome_id) is Outcome.REVERSED:
        raise SettlementReversed(message_id=request.key.message_id)
    if earlier.outcome_id in batch.decided:
        return batch.decided[earlier.outcome_id].settled
    batch.repeats[position] = earlier.outcome_id
    # A place-holder until the rows are read, after the writes of this batch.
    return NothingToReverse("")


def _pay(batch: Batch, pay: Pay, position: int) -> Answer | RunAlone:
    require_code(pay, batch.scene.codes, now=batch.moment.accepted_at, policy=batch.moment.policy)
    elsewhere = batch.scene.donors_needed(pay.person_id)
    if elsewhere:
        return RunAlone(elsewhere, pay)
    if batch.screen is not None and (objection := batch.screen(pay, batch.scene)) is not None:
        raise objection
    decided = decide_pay(pay, batch.scene, batch.moment, batch.scene.identifiers[position])
    if pay.code_index is not None:
        _use_code(batch, pay.code_index, batch.scene.identifiers[position])
    return keep(batch, pay, decided, Outcome.SETTLED)


def _use_code(batch: Batch, code_index: bytes, settlement_id: int) -> None:
    """For the rows, and for who shows the same code later in this batch."""
    used = replace(batch.scene.codes[code_index], settlement_id=settlement_id)
    batch.scene.codes[code_index] = used
    batch.codes_used.append(used)
