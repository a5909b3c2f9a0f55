"""Which happening tells whom what: one table. A happening that is not in it tells nobody anything.

The case is what the rows say besides: an invitation that staff look into is told the relative when they are done, a
quota that ends with its relation is told with the relation.
"""

from collections.abc import Mapping
from enum import StrEnum

from gongji.audit import Happening


class Side(StrEnum):
    """Whom a fact concerns: who gives, who spends, or the one person it is about."""

    DONOR = "donor"
    BENEFICIARY = "beneficiary"
    OWNER = "owner"


class Kind(StrEnum):
    """What a notice says; names stand in rows and choose the words."""

    INVITED = "INVITED"
    INVITATION_WITHDRAWN = "INVITATION_WITHDRAWN"
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED"
    ACCEPTED_WITHOUT_QUOTA = "ACCEPTED_WITHOUT_QUOTA"
    INVITATION_REFUSED = "INVITATION_REFUSED"
    INVITATION_EXPIRED = "INVITATION_EXPIRED"
    KINSHIP_CONFIRMED = "KINSHIP_CONFIRMED"
    KINSHIP_REJECTED = "KINSHIP_REJECTED"
    QUOTA_SET = "QUOTA_SET"
    QUOTA_RAISED = "QUOTA_RAISED"
    QUOTA_LOWERED = "QUOTA_LOWERED"
    QUOTA_CLOSED = "QUOTA_CLOSED"
    QUOTA_EXPIRED = "QUOTA_EXPIRED"
    QUOTA_RENEWED = "QUOTA_RENEWED"
    YOUR_GIFT_EXPIRED = "YOUR_GIFT_EXPIRED"
    YOUR_GIFT_RENEWED = "YOUR_GIFT_RENEWED"
    YOUR_GIFT_RENEWED_LESS = "YOUR_GIFT_RENEWED_LESS"
    RELATION_ENDED = "RELATION_ENDED"
    RELATION_ENDED_MONEY_BACK = "RELATION_ENDED_MONEY_BACK"
    RELATION_ENDED_BY_DEATH = "RELATION_ENDED_BY_DEATH"
    RELATION_ENDED_BY_DEATH_MONEY_BACK = "RELATION_ENDED_BY_DEATH_MONEY_BACK"
    RELATION_SUSPENDED = "RELATION_SUSPENDED"
    RELATION_RESUMED = "RELATION_RESUMED"
    PAID_FOR_YOU = "PAID_FOR_YOU"
    YOUR_GIFT_SPENT = "YOUR_GIFT_SPENT"
    PAYMENT_UNDONE = "PAYMENT_UNDONE"
    YOUR_GIFT_RETURNED = "YOUR_GIFT_RETURNED"
    WALLET_OPENED = "WALLET_OPENED"


class Case(StrEnum):
    """What the rows say besides."""

    PLAIN = ""
    UNDER_REVIEW = "under review"
    NO_QUOTA = "no quota"
    RENEWED = "renewed"
    RENEWED_LESS = "renewed with less"
    WITH_RELATION = "with its relation"
    MONEY_BACK = "money went back"
    DEATH = "death"
    DEATH_MONEY_BACK = "death, money went back"


DONOR, BENEFICIARY, OWNER = Side.DONOR, Side.BENEFICIARY, Side.OWNER
ENDED, BY_DEATH = Kind.RELATION_ENDED, Kind.RELATION_ENDED_BY_DEATH
UNDONE = {DONOR: Kind.YOUR_GIFT_RETURNED, BENEFICIARY: Kind.PAYMENT_UNDONE}

TOLD: Mapping[tuple[Happening, Case], Mapping[Side, Kind]] = {
    (Happening.RELATIVE_INVITED, Case.PLAIN): {BENEFICIARY: Kind.INVITED},
    (Happening.RELATIVE_INVITED, Case.UNDER_REVIEW): {},
    (Happening.KINSHIP_CONFIRMED, Case.PLAIN): {DONOR: Kind.KINSHIP_CONFIRMED, BENEFICIARY: Kind.INVITED},
    (Happening.KINSHIP_REJECTED, Case.PLAIN): {DONOR: Kind.KINSHIP_REJECTED},
    (Happening.INVITATION_ACCEPTED, Case.PLAIN): {DONOR: Kind.INVITATION_ACCEPTED},
    (Happening.INVITATION_ACCEPTED, Case.NO_QUOTA): {DONOR: Kind.ACCEPTED_WITHOUT_QUOTA},
    (Happening.INVITATION_REFUSED, Case.PLAIN): {DONOR: Kind.INVITATION_REFUSED},
    (Happening.INVITATION_EXPIRED, Case.PLAIN): {DONOR: Kind.INVITATION_EXPIRED},
    (Happening.INVITATION_WITHDRAWN, Case.PLAIN): {BENEFICIARY: Kind.INVITATION_WITHDRAWN},
    (Happening.INVITATION_WITHDRAWN, Case.UNDER_REVIEW): {},
    # Her donor set it himself and sees it on his page.
    (Happening.QUOTA_SET, Case.PLAIN): {BENEFICIARY: Kind.QUOTA_SET},
    (Happening.QUOTA_RAISED, Case.PLAIN): {BENEFICIARY: Kind.QUOTA_RAISED},
    (Happening.QUOTA_LOWERED, Case.PLAIN): {BENEFICIARY: Kind.QUOTA_LOWERED},
    (Happening.QUOTA_CLOSED, Case.PLAIN): {BENEFICIARY: Kind.QUOTA_CLOSED},
    (Happening.QUOTA_CLOSED, Case.WITH_RELATION): {},
    # The clock did it, so both are told.
    (Happening.QUOTA_EXPIRED, Case.PLAIN): {DONOR: Kind.YOUR_GIFT_EXPIRED, BENEFICIARY: Kind.QUOTA_EXPIRED},
    (Happening.QUOTA_SET, Case.RENEWED): {DONOR: Kind.YOUR_GIFT_RENEWED, BENEFICIARY: Kind.QUOTA_RENEWED},
    (Happening.QUOTA_SET, Case.RENEWED_LESS): {DONOR: Kind.YOUR_GIFT_RENEWED_LESS, BENEFICIARY: Kind.QUOTA_RENEWED},
    # R-14, W-30, W-31. The dead are told nothing.
    (Happening.RELATION_DISSOLVED, Case.PLAIN): {DONOR: ENDED, BENEFICIARY: ENDED},
    (Happening.RELATION_DISSOLVED, Case.MONEY_BACK): {DONOR: Kind.RELATION_ENDED_MONEY_BACK, BENEFICIARY: ENDED},
    (Happening.RELATION_DISSOLVED, Case.DEATH): {DONOR: BY_DEATH, BENEFICIARY: BY_DEATH},
    (Happening.RELATION_DISSOLVED, Case.DEATH_MONEY_BACK): {
        DONOR: Kind.RELATION_ENDED_BY_DEATH_MONEY_BACK,
        BENEFICIARY: BY_DEATH,
    },
    (Happening.RELATION_SUSPENDED, Case.PLAIN): dict.fromkeys((DONOR, BENEFICIARY), Kind.RELATION_SUSPENDED),
    (Happening.RELATION_RESUMED, Case.PLAIN): dict.fromkeys((DONOR, BENEFICIARY), Kind.RELATION_RESUMED),
    # The donor learns date, amount and kind of use, never institution or goods (N-04); nobody, where there was no aid.
    (Happening.SETTLED, Case.PLAIN): {DONOR: Kind.YOUR_GIFT_SPENT, BENEFICIARY: Kind.PAID_FOR_YOU},
    (Happening.SETTLEMENT_CANCELLED, Case.PLAIN): UNDONE,
    (Happening.SETTLEMENT_REVERSED, Case.PLAIN): UNDONE,
    (Happening.WALLET_OPENED, Case.PLAIN): {OWNER: Kind.WALLET_OPENED},
}
