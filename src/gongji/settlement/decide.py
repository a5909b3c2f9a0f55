"""Decide the requests of a batch one after the other, each seeing what those before it did. Pure but for its Batch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gongji import ledger
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cell_of
from gongji.ground.refusal import Refusal
from gongji.ground.value import replace
from gongji.settlement.look import Earlier, Scene
from gongji.settlement.pay import Decided, Moment, decide_pay
from gongji.settlement.pay_code import PayCode, require_code
from gongji.settlement.refusals import (
    AlreadyCancelled,
    IdempotencyConflict,
    ReversalOfOther,
    SettlementReversed,
    SettlementUnknown,
)
from gongji.settlement.requests import Cancel, MessageKey, Pay, Request, Reverse
from gongji.settlement.returns import Returns, RunAlone, suspense_items
from gongji.settlement.settlement import Answer, NothingToReverse, Outcome
from gongji.settlement.undo import Original, undo
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
            return _cancel(batch, request, position)
        case Reverse():
            return _reverse(batch, request, position)


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
    return _keep(batch, pay, decided, Outcome.SETTLED)


def _use_code(batch: Batch, code_index: bytes, settlement_id: int) -> None:
    """For the rows, and for who shows the same code later in this batch."""
    used = replace(batch.scene.codes[code_index], settlement_id=settlement_id)
    batch.scene.codes[code_index] = used
    batch.codes_used.append(used)


def _cancel(batch: Batch, cancel: Cancel, position: int) -> Answer | RunAlone:
    original = batch.originals.get(cancel.settlement_id)
    institution = batch.scene.institutions.get(cancel.key.institution)
    before = original.settled.settlement if original else None
    if original is None or before is None or institution is None or before.kind != Outcome.SETTLED:
        raise SettlementUnknown(settlement_id=str(cancel.settlement_id))
    if batch.survivors.get(before.person_id) == cancel.person_id:
        return _of_her_other_record(cancel, before.person_id)
    same = (before.person_id, before.institution_no, before.visit_id) == (
        cancel.person_id,
        institution.institution_no,
        cancel.visit_id,
    )
    if not same:
        raise SettlementUnknown(settlement_id=str(cancel.settlement_id))
    if cancel.settlement_id in batch.undone:
        raise AlreadyCancelled(settlement_id=str(cancel.settlement_id))
    return _undo(batch, original, cancel, position, Outcome.CANCELLED)


def _reverse(batch: Batch, reverse: Reverse, position: int) -> Answer | RunAlone:
    institution = batch.scene.institutions.get(reverse.key.institution)
    if institution is None:
        raise SettlementUnknown(settlement_id="")
    earlier = earlier_outcome(batch.scene, reverse.key.institution, reverse.original_message_id)
    if earlier is None:
        _keep_request(batch, reverse, Outcome.TOMBSTONE, 0, message_id=reverse.original_message_id)
    if earlier is None or earlier.kind is not Outcome.SETTLED or earlier.outcome_id in batch.undone:
        _keep_request(batch, reverse, Outcome.REVERSED_NOTHING, 0)
        return NothingToReverse(reverse.original_message_id)
    original = batch.originals.get(earlier.outcome_id) or _just_decided(batch, earlier.outcome_id)
    of_whom = original.settled.settlement.person_id
    if batch.survivors.get(of_whom) == reverse.person_id:
        return _of_her_other_record(reverse, of_whom)
    if of_whom != reverse.person_id:
        raise ReversalOfOther(message_id=reverse.original_message_id)
    return _undo(batch, original, reverse, position, Outcome.REVERSED)


def _of_her_other_record(request: Cancel | Reverse, person_id: int) -> RunAlone:
    """A bill of a record that was merged is undone in that record's name, and refunds her who lives on (S-20, S-23)."""
    return RunAlone({request.person_id}, replace(request, person_id=person_id))


def _just_decided(batch: Batch, settlement_id: int) -> Original:
    decided = batch.decided[settlement_id]
    return Original(decided.settled, decided.transfers)


def _undo(
    batch: Batch, original: Original, request: Cancel | Reverse, position: int, kind: Outcome
) -> Answer | RunAlone:
    before = original.settled.settlement
    lives_on = batch.survivors.get(before.person_id, before.person_id)
    elsewhere = batch.returns.not_locked(original.transfers) | ({lives_on} - batch.scene.spenders.keys())
    if elsewhere:
        return RunAlone(elsewhere | ({lives_on} - {before.person_id}), request)
    limits: dict[int, int] = {}
    decided = undo(
        original,
        kind=kind,
        settlement_id=batch.scene.identifiers[position],
        message_id=request.key.message_id,
        operator=request.operator,
        moment=batch.moment,
        returns_to=batch.returns.accounts,
    )
    for transfer in decided.transfers:
        if ledger.is_defended(transfer.credit_account):
            batch.scene.balances[transfer.credit_account] += transfer.amount_fen
        if ledger.is_defended(transfer.debit_account):
            batch.scene.balances[transfer.debit_account] -= transfer.amount_fen
            # What a whole balance passes on to its donor is no longer used of it.
            quota_id = batch.scene.accounts[transfer.debit_account].subject_id
            limits[quota_id] = limits.get(quota_id, 0) - transfer.amount_fen
    _give_back_year(batch, original, lives_on)
    batch.undone[before.settlement_id] = kind
    batch.suspense += suspense_items(original.transfers, batch.returns, batch.scene.identifiers[position])
    own_left = sum(
        batch.scene.balances[account.account_id]
        for account in batch.scene.accounts_of.get(lives_on, ())
        if account.subject_id == lives_on
    )
    settled = replace(decided.settled, settlement=replace(decided.settled.settlement, own_balance_after_fen=own_left))
    return _keep(batch, request, Decided(settled, decided.transfers, limits), kind)


def _give_back_year(batch: Batch, original: Original, person_id: int) -> None:
    """Deductible and fund payment of an undone bill no longer count in the year of the bill.

    person_id: whose they count for, by the record that lives.
    """
    before = original.settled.settlement
    sums = batch.scene.sums(person_id, beijing_day(before.accepted_at).year)
    sums.deductible_paid_fen -= before.deductible_fen
    sums.pool_paid_fen -= before.pool_pay_fen


def _keep(batch: Batch, request: Request, decided: Decided, kind: Outcome) -> Answer:
    settlement_id = decided.settled.settlement.settlement_id
    batch.decided[settlement_id] = decided
    _keep_request(batch, request, kind, settlement_id, decided=decided)
    return decided.settled


def _keep_request(
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
