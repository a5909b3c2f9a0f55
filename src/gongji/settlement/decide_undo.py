"""Decide cancels and reversals: what is undone, and who gets back what (S-15, S-16, S-20). Pure but for its Batch."""

from gongji import ledger
from gongji.ground.calendar import beijing_day
from gongji.ground.value import replace
from gongji.settlement.pay import Decided
from gongji.settlement.refusals import (
    AlreadyCancelled,
    ReversalOfOther,
    SettlementUnknown,
)
from gongji.settlement.requests import Cancel, Reverse
from gongji.settlement.returns import RunAlone, suspense_items
from gongji.settlement.settlement import Answer, NothingToReverse, Outcome
from gongji.settlement.so_far import Batch, earlier_outcome, keep, keep_request
from gongji.settlement.undo import Original, undo


def decide_cancel(batch: Batch, cancel: Cancel, position: int) -> Answer | RunAlone:
    """What taking back a settlement leads to (S-16); raises refusals."""
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


def decide_reverse(batch: Batch, reverse: Reverse, position: int) -> Answer | RunAlone:
    """What a reversal leads to, of something that never came too (S-15); raises refusals."""
    institution = batch.scene.institutions.get(reverse.key.institution)
    if institution is None:
        raise SettlementUnknown(settlement_id="")
    earlier = earlier_outcome(batch.scene, reverse.key.institution, reverse.original_message_id)
    if earlier is None:
        keep_request(batch, reverse, Outcome.TOMBSTONE, 0, message_id=reverse.original_message_id)
    if earlier is None or earlier.kind is not Outcome.SETTLED or earlier.outcome_id in batch.undone:
        keep_request(batch, reverse, Outcome.REVERSED_NOTHING, 0)
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
    return keep(batch, request, Decided(settled, decided.transfers, limits), kind)


def _give_back_year(batch: Batch, original: Original, person_id: int) -> None:
    """Deductible and fund payment of an undone bill no longer count in the year of the bill.

    person_id: whose they count for, by the record that lives.
    """
    before = original.settled.settlement
    sums = batch.scene.sums(person_id, beijing_day(before.accepted_at).year)
    sums.deductible_paid_fen -= before.deductible_fen
    sums.pool_paid_fen -= before.pool_pay_fen
