"""Decide one payment: the fund pays its share, the waterfall pays of the rest, cash is what remains. Pure."""

from gongji.ground.calendar import beijing_day
from gongji.ground.value import value
from gongji.ledger import Transfer
from gongji.settlement.bill import Bill, eligible_share, require_bill
from gongji.settlement.journal import aid_lines, journal, taken
from gongji.settlement.look import Scene
from gongji.settlement.moment import Moment
from gongji.settlement.purses import find_purses
from gongji.settlement.requests import Pay
from gongji.settlement.settlement import Outcome, Settled, Settlement
from gongji.settlement.waterfall import Draw, waterfall


@value
class Decided:
    """A payment that is decided and has only to be written.

    limits: by how much the limits of whole balances change, by quota (R-22).
    """

    settled: Settled
    transfers: list[Transfer]
    limits: dict[int, int]


def decide_pay(pay: Pay, scene: Scene, moment: Moment, settlement_id: int) -> Decided:
    """What this payment does, seen with the balances as the batch has left them; refuses by raising.

    Changes nothing but the running balances and sums of the scene, and those only when nothing is refused any more.
    """
    bill = require_bill(pay, scene, moment)
    day = beijing_day(moment.accepted_at)
    purses, skipped = find_purses(pay, scene, bill.institution, bill.relation, day, moment.policy)
    draws = waterfall(
        eligible_share(bill.lines, bill.classes, bill.share.pool_pay_fen),
        purses,
        purses.spendable(scene.balances),
        aid_first=scene.spenders[pay.person_id].aid_first,
        quotas_at_most=moment.policy.value("settlement.quotas_at_most", pool=bill.relation.pool, on=day),
    )
    for draw in draws:
        source = purses.filled_from.get(draw.account.account_id, draw.account)
        scene.balances[source.account_id] -= draw.amount_fen
    sums = scene.sums(pay.person_id, day.year)
    sums.deductible_paid_fen += bill.share.deductible_fen
    sums.pool_paid_fen += bill.share.pool_pay_fen
    settlement = _settlement(settlement_id, pay, bill, draws, scene, moment)
    settled = Settled(settlement, bill.lines, aid_lines(draws), skipped)
    return Decided(settled, journal(settlement, draws, purses.filled_from), taken(draws, purses.filled_from))


def _own_left(scene: Scene, person_id: int) -> int:
    accounts = scene.accounts_of.get(person_id, ())
    return sum([scene.balances[account.account_id] for account in accounts if account.subject_id == person_id])


def _settlement(
    settlement_id: int, pay: Pay, bill: Bill, draws: list[Draw], scene: Scene, moment: Moment
) -> Settlement:
    """The row: what was asked for, what it costs, who paid what, where and when."""
    own = sum([draw.amount_fen for draw in draws if draw.giver is None])
    aid = sum([draw.amount_fen for draw in draws if draw.giver is not None])
    personal = pay.total_fen - bill.share.pool_pay_fen
    return Settlement(
        settlement_id=settlement_id,
        person_id=pay.person_id,
        visit_id=bill.visit_id or settlement_id,
        accepted_at=moment.accepted_at,
        policy_id=moment.policy.policy_id,
        total_fen=pay.total_fen,
        own_pay_full_fen=bill.classes.own_pay_full_fen,
        over_limit_fen=bill.classes.over_limit_fen,
        pre_pay_fen=bill.classes.pre_pay_fen,
        in_scope_fen=bill.classes.in_scope_fen,
        deductible_fen=bill.share.deductible_fen,
        pool_pay_fen=bill.share.pool_pay_fen,
        ceiling_left_fen=bill.share.ceiling_left_fen,
        personal_share_fen=personal,
        own_account_fen=own,
        aid_fen=aid,
        cash_fen=personal - own - aid,
        hospital_fen=0,
        own_balance_after_fen=_own_left(scene, pay.person_id),
        institution_no=bill.institution.institution_no,
        insured_pool=bill.relation.pool,
        treatment_pool=bill.institution.pool,
        clearing_month=moment.month,
        cell=scene.spenders[pay.person_id].cell,
        kind=Outcome.SETTLED,
        scheme=pay.scheme,
        visit=pay.visit,
        ratio_e4=bill.ratio_e4,
        account_use=pay.account_use,
        identity_check=pay.identity_check,
        credential_type=pay.credential_type,
        message_id=pay.key.message_id,
        med_type=pay.med_type,
        person_type=bill.relation.person_type,
        operator=pay.operator,
        invoice_no=pay.invoice_no,
    )
