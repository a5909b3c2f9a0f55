"""A claim of kinship against what registers say: it is so, it is not so, or nobody knows (R-05 … R-07, X-04)."""

from datetime import date
from typing import ClassVar

from gongji.ground.policy import PolicySet
from gongji.ground.refusal import Refusal, refusal
from gongji.ground.value import value
from gongji.kinship.fact import KinFact
from gongji.kinship.family import Family
from gongji.kinship.near_relative import NearRelative, Relative, age_doubt

VERIFIED, DECLARED = "verified", "declared"
BROUGHT_UP, DIVORCED = "brought_up", "divorced"


@value
class Claim:
    """What a donor says the beneficiary is to her. declared: with a signed commitment (R-07).

    brought_up: as step-parent and step-child, which nobody's register knows (R-05).
    """

    relation: NearRelative
    declared: bool = False
    brought_up: bool = False


@value
class Evidence:
    """What a register answered. knows: it has both people on record, so that its silence means no.

    relation: what it says the beneficiary is to the donor, where it says so itself. facts: about people who are ours.
    """

    source: str
    knows: bool = False
    relation: NearRelative | None = None
    facts: tuple[KinFact, ...] = ()


@value
class Finding:
    """A claim that is not refused. evidence: verified or declared. doubt: why staff must look at it, None if not."""

    evidence: str
    doubt: str | None = None


@refusal
class KinNotConfirmed(Refusal):
    """Registers know both people and show another relation, or none (R-07)."""

    code: ClassVar[str] = "KIN_NOT_CONFIRMED"
    rule: ClassVar[str] = "R-07"


@refusal
class KinUnknown(Refusal):
    """No register knows; with a signed commitment a smaller quota is allowed (R-07)."""

    code: ClassVar[str] = "KIN_UNKNOWN"
    rule: ClassVar[str] = "R-07"
    ceiling_fen: int


def judge(
    claim: Claim,
    evidence: Evidence,
    family: Family,
    donor: Relative,
    beneficiary: Relative,
    *,
    policy: PolicySet,
    pool: int,
    on: date,
) -> Finding:
    """What a claim is worth. family: around both, with the facts of the evidence.

    Refuses: KinContradiction (X-04), KinNotConfirmed, KinUnknown where nothing is known and nothing declared.
    """
    doubt = age_doubt(donor, beneficiary, claim.relation, policy=policy, pool=pool, on=on)
    divorced = family.are_divorced(donor.person_id, beneficiary.person_id)
    shown = family.relation(donor.person_id, beneficiary.person_id) or (None if divorced else evidence.relation)
    if shown is claim.relation:
        return Finding(VERIFIED, doubt)
    if claim.brought_up and shown is None and claim.declared:
        return Finding(DECLARED, BROUGHT_UP)
    if shown is not None or evidence.knows:
        raise KinNotConfirmed()
    if not claim.declared:
        raise KinUnknown(ceiling_fen=policy.value("quota.unverified_ceiling_fen", pool=pool, on=on))
    return Finding(DECLARED, DIVORCED if divorced else doubt)
