"""Undo a settlement: cancel (S-16) and reversal (S-15) mirror every transfer and refund to source (S-20 … S-24)."""

from datetime import date

from gongji import ledger
from gongji.ground.calendar import beijing_day
from gongji.ground.value import replace, value
from gongji.ledger import Transfer
from gongji.settlement.moment import Moment
from gongji.settlement.pay import Decided
from gongji.settlement.refusals import CancelTooLate
from gongji.settlement.settlement import Outcome, Settled, Settlement

AMOUNTS = (
    "total_fen", "own_pay_full_fen", "over_limit_fen", "pre_pay_fen", "in_scope_fen", "deductible_fen", "pool_pay_fen",
    "personal_share_fen", "own_account_fen", "aid_fen", "cash_fen", "hospital_fen",
)  # fmt: skip


@value
class Original:
    """A settlement to be undone, with its journal."""

    settled: Settled
    transfers: list[Transfer]


def undo(
    original: Original,
    *,
    kind: Outcome,
    settlement_id: int,
    message_id: str,
    operator: str,
    moment: Moment,
    returns_to: dict[int, int],
) -> Decided:
    """The negative settlement and the mirrored journal; refuses after the hard stop (S-17).

    returns_to: for accounts of quotas that are closed or over, the account that is refunded instead (S-22, S-23).
    The mirror belongs to its own clearing month: a later cancel is a negative item of a later month (C-16).
    """
    before = original.settled.settlement
    _require_in_time(before, moment)
    changes = {name: -getattr(before, name) for name in AMOUNTS}
    settlement = replace(
        before,
        settlement_id=settlement_id,
        accepted_at=moment.accepted_at,
        clearing_month=moment.month,
        kind=kind,
        message_id=message_id,
        operator=operator,
        policy_id=moment.policy.policy_id,
        own_balance_after_fen=before.own_balance_after_fen,
        **changes,
    )
    transfers = [_mirror(transfer, settlement_id, moment.month, returns_to) for transfer in original.transfers]
    aid = tuple(replace(line, amount_fen=-line.amount_fen) for line in original.settled.aid)
    return Decided(Settled(settlement, (), aid, original_id=before.settlement_id), transfers, {})


def _require_in_time(before: Settlement, moment: Moment) -> None:
    month, day = moment.policy.value(
        "settlement.cancel_until", pool=before.treatment_pool, on=beijing_day(moment.accepted_at)
    ).split("-")
    last_day = date(beijing_day(before.accepted_at).year + 1, int(month), int(day))
    if beijing_day(moment.accepted_at) > last_day:
        raise CancelTooLate(last_day=last_day)


def _mirror(transfer: Transfer, journal_id: int, month: int, returns_to: dict[int, int]) -> Transfer:
    source = returns_to.get(transfer.debit_account, transfer.debit_account)
    return Transfer(
        journal_id,
        transfer.line,
        transfer.book,
        ledger.with_clearing_month(transfer.credit_account, month),
        ledger.with_clearing_month(source, month),
        transfer.amount_fen,
    )
