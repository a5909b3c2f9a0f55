"""Who is whose near relative: the eight relations of the Civil Code, their inverses, and what cannot be true."""

from gongji.kinship.carry import carry_over
from gongji.kinship.claim import Claim, Evidence, Finding, KinNotConfirmed, KinUnknown, judge
from gongji.kinship.fact import (
    FactKind,
    KinFact,
    Nature,
    end_facts,
    find_facts,
    find_kinds,
    record_end,
    spouses,
)
from gongji.kinship.family import Family, find_family
from gongji.kinship.near_relative import (
    KinContradiction,
    KinNotEligible,
    NearRelative,
    Relative,
    age_doubt,
    inverse,
    require_consistent,
    require_near_relative,
    require_plausible_ages,
)
from gongji.kinship.record import record_facts

__all__ = [
    "Claim",
    "Evidence",
    "FactKind",
    "Family",
    "Finding",
    "KinContradiction",
    "KinFact",
    "KinNotConfirmed",
    "KinNotEligible",
    "KinUnknown",
    "Nature",
    "NearRelative",
    "Relative",
    "age_doubt",
    "carry_over",
    "end_facts",
    "find_facts",
    "find_family",
    "find_kinds",
    "inverse",
    "judge",
    "record_end",
    "record_facts",
    "require_consistent",
    "require_near_relative",
    "require_plausible_ages",
    "spouses",
]
