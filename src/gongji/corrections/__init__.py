"""Corrections of money: new journals, proposed on evidence by one member of staff and confirmed by another (design 2).

The past stays as it is. Most often money that waits in suspense goes to an heir's or a new account (S-23, W-26).
"""

from gongji.corrections.correction import (
    Correction,
    Corrects,
    Evidence,
    Move,
    State,
    find_corrections,
    find_moves,
    list_corrections,
    require_correction,
)
from gongji.corrections.decide import confirm, refuse
from gongji.corrections.expire import expire, find_expired
from gongji.corrections.place import AtInstitution, Fund, Personal, Place, Suspense
from gongji.corrections.propose import CorrectionAsked, MoveAsked, propose
from gongji.corrections.refusals import (
    CorrectionDecided,
    CorrectionMoveNotAllowed,
    CorrectionOfOtherPool,
    CorrectionOverdraws,
    CorrectionSubjectUnknown,
    CorrectionUnknown,
    CorrectionWaiting,
    SuspenseNotWhole,
)

__all__ = [
    "AtInstitution",
    "Correction",
    "CorrectionAsked",
    "CorrectionDecided",
    "CorrectionMoveNotAllowed",
    "CorrectionOfOtherPool",
    "CorrectionOverdraws",
    "CorrectionSubjectUnknown",
    "CorrectionUnknown",
    "CorrectionWaiting",
    "Corrects",
    "Evidence",
    "Fund",
    "Move",
    "MoveAsked",
    "Personal",
    "Place",
    "State",
    "Suspense",
    "SuspenseNotWhole",
    "confirm",
    "expire",
    "find_corrections",
    "find_expired",
    "find_moves",
    "list_corrections",
    "propose",
    "refuse",
    "require_correction",
]
