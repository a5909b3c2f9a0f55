"""Who is whose near relative: the eight relations of the Civil Code, their inverses, and what cannot be true."""

from gongji.kinship.near_relative import (
    KinContradiction,
    KinNotEligible,
    NearRelative,
    Relative,
    inverse,
    require_consistent,
    require_near_relative,
    require_plausible_ages,
)

__all__ = [
    "KinContradiction",
    "KinNotEligible",
    "NearRelative",
    "Relative",
    "inverse",
    "require_consistent",
    "require_near_relative",
    "require_plausible_ages",
]
