"""What can happen in somebody's life that money depends on (R-13, P-18, P-19, W-30, W-31)."""

from datetime import date
from enum import StrEnum

from gongji.ground.value import value
from gongji.insured import NewIdentity


class Kind(StrEnum):
    """Names are permanent: policy speaks of them.

    TO_RESIDENT: out of the employee scheme into the resident one. NOT_RENEWED: the resident cover of a new year is
    missing on its first day. IDENTITY_CHANGED: another name, certificate or telephone. MERGED: the record went into
    another of the same person.
    """

    EMPLOYED = "EMPLOYED"
    EMPLOYER_CHANGED = "EMPLOYER_CHANGED"
    RETIRED = "RETIRED"
    PAUSED = "PAUSED"
    RESTORED = "RESTORED"
    TO_RESIDENT = "TO_RESIDENT"
    MOVED = "MOVED"
    TERMINATED = "TERMINATED"
    NOT_RENEWED = "NOT_RENEWED"
    DIED = "DIED"
    IDENTITY_CHANGED = "IDENTITY_CHANGED"
    MERGED = "MERGED"


@value
class LifeEvent:
    """News of one person. scheme: the one it is about, 310 or 390; of a death all.

    told_key: the teller's own number, by which the same news twice is one. on: the day it happened. division: of a move
    or a new scheme, where; "" elsewhere.
    """

    kind: Kind
    person_id: int
    told_key: str
    on: date
    scheme: int
    division: str = ""


@value
class Divorce:
    """Two people are no longer married, as of a day (R-12, KIN_ENDED)."""

    one_id: int
    other_id: int
    on: date


@value
class IdentityTold:
    """What somebody is called or carries from a day on. told_key: as of a LifeEvent. evidence_hash: of the paper."""

    person_id: int
    told_key: str
    on: date
    evidence_hash: bytes
    new: NewIdentity
