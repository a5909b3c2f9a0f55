"""Check what one payment asks for, price it, and see what the fund pays of it. Pure."""

from gongji.ground.calendar import beijing_day
from gongji.ground.value import value
from gongji.institutions import Institution, require_institution
from gongji.insured import InsuredRelation, RecordMerged
from gongji.settlement.benefit import FundShare, fund_share
from gongji.settlement.fees import AssessedLine, assess_all, classes_of
from gongji.settlement.look import Scene
from gongji.settlement.moment import Moment
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
from gongji.settlement.trial import lines_key

NORMALLY_INSURED = 1


@value
class Bill:
    """What nothing stands against, with its prices. visit_id: None where the settlement's own number is the visit's.

    ratio_e4: what the fund pays of what is in scope, in ten-thousandths.
    """

    institution: Institution
    relation: InsuredRelation
    visit_id: int | None
    lines: tuple[AssessedLine, ...]
    classes: FeeClasses
    share: FundShare
    ratio_e4: int


def require_bill(pay: Pay, scene: Scene, moment: Moment) -> Bill:
    """The bill of a payment; refuses by raising, and changes nothing."""
    day = beijing_day(moment.accepted_at)
    institution = require_institution(scene.institutions, pay.key.institution, now=moment.accepted_at)
    relation = _require_person(pay, scene)
    lines = _require_lines(pay, scene, institution)
    assessed = assess_all(
        lines,
        scene.items,
        visit=pay.visit,
        own_pay_eligible=moment.policy.value("account.own_pay_full_eligible", pool=relation.pool, on=day),
    )
    classes = classes_of(assessed)
    if pay.expected is not None and pay.expected != classes:
        raise TrialDiffers()
    visit_id = _require_trial(pay, scene, institution, lines, moment) or pay.visit_id
    benefit = moment.policy.benefit(
        pool=relation.pool, scheme=pay.scheme, visit=pay.visit.policy_name, level=institution.level, on=day
    )
    share = fund_share(classes.in_scope_fen, benefit, scene.sums(pay.person_id, day.year))
    if relation.status != NORMALLY_INSURED:
        share = FundShare(0, 0, share.ceiling_left_fen)
    return Bill(institution, relation, visit_id, assessed, classes, share, benefit.ratio_e4)


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


def _require_lines(pay: Pay, scene: Scene, institution: Institution) -> tuple[Line, ...]:
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
    return lines


def _require_trial(
    pay: Pay, scene: Scene, institution: Institution, lines: tuple[Line, ...], moment: Moment
) -> int | None:
    """The visit number of the bill's trial, None without one; nobody needs a trial, but it must not be stale (S-10)."""
    if not scene.trials:
        return None
    key = lines_key(lines, visit_id=pay.visit_id)
    trial = scene.trials.get((pay.person_id, institution.institution_no, key))
    if trial is None:
        return None
    if trial.expires_at > moment.accepted_at:
        return trial.visit_id
    if pay.expected is not None:
        raise TrialExpired(minutes=int((trial.expires_at - trial.made_at).total_seconds()) // 60)
    return None
