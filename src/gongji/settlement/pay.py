"""Decide one payment: check, assess, let the fund pay, let the waterfall pay, leave the rest as cash. Pure."""

from datetime import datetime

from gongji.ground.calendar import beijing_day, clearing_month
from gongji.ground.policy import PolicySet
from gongji.ground.value import value
from gongji.institutions import Institution, require_institution
from gongji.insured import InsuredRelation, RecordMerged
from gongji.ledger import Transfer
from gongji.settlement.benefit import FundShare, fund_share
from gongji.settlement.fees import AssessedLine, assess_all, classes_of
from gongji.settlement.journal import aid_lines, journal, taken
from gongji.settlement.look import Scene
from gongji.settlement.purses import find_purses
from gongji.settlement.refusals import (
    BillDoesNotAddUp,
    IdentityMismatch,
    LineNumberTwice,
    NotInsured,
    SpenderDied,
    TrialDiffers,
    TrialExpired,
    VisitUnknown,
)
from gongji.settlement.requests import FeeClasses, IdentityCheck, Line, Pay
from gongji.settlement.settlement import Outcome, Settled, Settlement
from gongji.settlement.trial import lines_key
from gongji.settlement.waterfall import Draw, waterfall

NORMALLY_INSURED = 1


@value
class Moment:
    """One acceptance time for a whole batch, and what follows from it."""

    accepted_at: datetime
    policy: PolicySet

    @property
    def month(self) -> int:
        """The clearing month (C-11)."""
        return clearing_month(self.accepted_at)


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
    day = beijing_day(moment.accepted_at)
    institution = require_institution(scene.institutions, pay.key.institution, now=moment.accepted_at)
    relation = _require_person(pay, scene)
    lines, visit_id = _require_bill(pay, scene, institution)
    assessed = assess_all(
        lines,
        scene.items,
        visit=pay.visit,
        own_pay_eligible=moment.policy.value("account.own_pay_full_eligible", pool=relation.pool, on=day),
    )
    classes = classes_of(assessed)
    if pay.expected is not None and pay.expected != classes:
        raise TrialDiffers()
    visit_id = _require_trial(pay, scene, institution, lines, moment) or visit_id or settlement_id
    benefit = moment.policy.benefit(
        pool=relation.pool, scheme=pay.scheme, visit=pay.visit.policy_name, level=institution.level, on=day
    )
    sums = scene.sums(pay.person_id, day.year)
    share = fund_share(classes.in_scope_fen, benefit, sums)
    if relation.status != NORMALLY_INSURED:
        share = FundShare(0, 0, share.ceiling_left_fen)
    purses, skipped = find_purses(pay, scene, institution, relation, day, moment.policy)
    draws = waterfall(
        eligible_share(assessed, classes, share.pool_pay_fen),
        purses,
        purses.spendable(scene.balances),
        aid_first=scene.spenders[pay.person_id].aid_first,
        quotas_at_most=moment.policy.value("settlement.quotas_at_most", pool=relation.pool, on=day),
    )
    for draw in draws:
        source = purses.filled_from.get(draw.account.account_id, draw.account)
        scene.balances[source.account_id] -= draw.amount_fen
    sums.deductible_paid_fen += share.deductible_fen
    sums.pool_paid_fen += share.pool_pay_fen
    settlement = _settlement(
        pay, scene, moment, settlement_id, visit_id, institution, relation, classes, share, benefit.ratio_e4, draws
    )
    settled = Settled(settlement, assessed, aid_lines(draws), skipped)
    return Decided(settled, journal(settlement, draws, purses.filled_from), taken(draws, purses.filled_from))


def eligible_share(assessed: tuple[AssessedLine, ...], classes: FeeClasses, pool_pay_fen: int) -> int:
    """The most account money may pay: the eligible lines less what the fund pays of them, never a fen more (W-42)."""
    eligible = sum([line.eligible_fen for line in assessed])
    if pool_pay_fen == 0 or eligible == 0:
        return eligible
    in_scope = sum([line.in_scope_fen for line in assessed if line.eligible_fen])
    # Rounded up against the account: the fund's part of the eligible lines is not to be paid twice.
    return eligible - -(-pool_pay_fen * in_scope // classes.in_scope_fen)


def _require_person(pay: Pay, scene: Scene) -> InsuredRelation:
    if pay.identity_check is IdentityCheck.FAILED:
        raise IdentityMismatch()
    spender = scene.spenders[pay.person_id]
    if spender.merged_into is not None:
        raise RecordMerged()
    relation = scene.relations.get(pay.person_id, {}).get(pay.scheme)
    if relation is None:
        raise NotInsured(scheme=pay.scheme)
    if spender.died_on is not None:
        raise SpenderDied(died_on=spender.died_on)
    return relation


def _require_bill(pay: Pay, scene: Scene, institution: Institution) -> tuple[tuple[Line, ...], int | None]:
    lines = pay.lines
    if pay.visit_id is not None:
        charges = scene.charges.get((pay.visit_id, pay.batch_no))
        if charges is None or not charges.visit.belongs_to(pay.person_id, institution.institution_no):
            raise VisitUnknown(visit_id=str(pay.visit_id))
        lines = charges.lines
    total = sum([line.amount_fen for line in lines])
    if not lines or total != pay.total_fen:
        raise BillDoesNotAddUp(total_fen=pay.total_fen, lines_fen=total)
    seen: set[str] = set()
    for line in lines:
        if line.line_no in seen:
            raise LineNumberTwice(line_no=line.line_no)
        seen.add(line.line_no)
    return lines, pay.visit_id


def _require_trial(
    pay: Pay, scene: Scene, institution: Institution, lines: tuple[Line, ...], moment: Moment
) -> int | None:
    """The visit number of the bill's trial, None without one; nobody needs a trial, but it must not be stale (S-10)."""
    if not scene.trials:
        return None
    trial = scene.trials.get((pay.person_id, institution.institution_no, lines_key(lines)))
    if trial is None:
        return None
    if trial.expires_at > moment.accepted_at:
        return trial.visit_id
    if pay.expected is not None:
        raise TrialExpired(minutes=int((trial.expires_at - trial.made_at).total_seconds()) // 60)
    return None


def _settlement(
    pay: Pay,
    scene: Scene,
    moment: Moment,
    settlement_id: int,
    visit_id: int,
    institution: Institution,
    relation: InsuredRelation,
    classes: FeeClasses,
    share: FundShare,
    ratio_e4: int,
    draws: list[Draw],
) -> Settlement:
    own = sum([draw.amount_fen for draw in draws if draw.giver is None])
    aid = sum([draw.amount_fen for draw in draws if draw.giver is not None])
    personal = pay.total_fen - share.pool_pay_fen
    own_left = sum(
        [
            scene.balances[a.account_id]
            for a in scene.accounts_of.get(pay.person_id, ())
            if a.subject_id == pay.person_id
        ]
    )
    return Settlement(
        settlement_id=settlement_id,
        person_id=pay.person_id,
        visit_id=visit_id,
        accepted_at=moment.accepted_at,
        policy_id=moment.policy.policy_id,
        total_fen=pay.total_fen,
        own_pay_full_fen=classes.own_pay_full_fen,
        over_limit_fen=classes.over_limit_fen,
        pre_pay_fen=classes.pre_pay_fen,
        in_scope_fen=classes.in_scope_fen,
        deductible_fen=share.deductible_fen,
        pool_pay_fen=share.pool_pay_fen,
        ceiling_left_fen=share.ceiling_left_fen,
        personal_share_fen=personal,
        own_account_fen=own,
        aid_fen=aid,
        cash_fen=personal - own - aid,
        hospital_fen=0,
        own_balance_after_fen=own_left,
        institution_no=institution.institution_no,
        insured_pool=relation.pool,
        treatment_pool=institution.pool,
        clearing_month=moment.month,
        cell=scene.spenders[pay.person_id].cell,
        kind=Outcome.SETTLED,
        scheme=pay.scheme,
        visit=pay.visit,
        ratio_e4=ratio_e4,
        account_use=pay.account_use,
        identity_check=pay.identity_check,
        credential_type=pay.credential_type,
        message_id=pay.key.message_id,
        med_type=pay.med_type,
        person_type=relation.person_type,
        operator=pay.operator,
        invoice_no=pay.invoice_no,
    )
