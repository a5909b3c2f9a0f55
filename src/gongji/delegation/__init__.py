"""Who acts for whom: family accounts, agents with a written authority, guardians; in what, and until when."""

from gongji.delegation.assisted import count_assisted
from gongji.delegation.confirm import CallBackMissing, confirm_mandate
from gongji.delegation.conflict import ConsentByGiver, require_no_conflict
from gongji.delegation.end import end_mandate, end_mandates
from gongji.delegation.grant import MandateAsked, MandateExists, MandateIncomplete, NotGuardian, grant_mandate
from gongji.delegation.guardianship import GuardianshipEnded, require_guardianship
from gongji.delegation.mandate import (
    FAMILY_SCOPE,
    Mandate,
    MandateKind,
    MandateUnknown,
    find_mandates,
    list_mandates,
    standing_mandates,
)
from gongji.delegation.require import (
    MandateCooling,
    MandateEnded,
    MandateMissing,
    MandateUnconfirmed,
    require_cooled,
    require_mandate,
)

__all__ = [
    "FAMILY_SCOPE",
    "CallBackMissing",
    "ConsentByGiver",
    "GuardianshipEnded",
    "Mandate",
    "MandateAsked",
    "MandateCooling",
    "MandateEnded",
    "MandateExists",
    "MandateIncomplete",
    "MandateKind",
    "MandateMissing",
    "MandateUnconfirmed",
    "MandateUnknown",
    "NotGuardian",
    "confirm_mandate",
    "count_assisted",
    "end_mandate",
    "end_mandates",
    "find_mandates",
    "grant_mandate",
    "list_mandates",
    "require_cooled",
    "require_guardianship",
    "require_mandate",
    "require_no_conflict",
    "standing_mandates",
]
