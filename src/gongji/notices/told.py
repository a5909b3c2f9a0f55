"""Which happening tells whom what: one table. A happening that is not in it tells nobody anything.

The case is what the rows say besides: an invitation that staff look into is told the relative when they are done, a
quota that ends with its relation is told with the relation.
"""

from collections.abc import Mapping
from enum import StrEnum

from gongji.audit import Happening
from gongji.notices.kind import Kind


class Side(StrEnum):
    """Whom a fact concerns: who gives, who spends, the one person it is about, who acts for her, or who sent a lot."""

    DONOR = "donor"
    BENEFICIARY = "beneficiary"
    OWNER = "owner"
    AGENT = "agent"
    SENDER = "sender"


class Case(StrEnum):
    """What the rows say besides."""

    PLAIN = ""
    UNDER_REVIEW = "under review"
    NO_QUOTA = "no quota"
    RENEWED = "renewed"
    LESS = "with less"
    WITH_RELATION = "with its relation"
    MONEY_BACK = "money went back"
    DEATH = "death"
    DEATH_MONEY_BACK = "death, money went back"
    DONOR_CHANGE = "donor's insurance changed"
    DONOR_CHANGE_MONEY_BACK = "donor's insurance changed, money went back"
    BENEFICIARY_CHANGE = "beneficiary's insurance changed"
    BENEFICIARY_CHANGE_MONEY_BACK = "beneficiary's insurance changed, money went back"
    KIN_ENDED = "no longer kin"
    KIN_ENDED_MONEY_BACK = "no longer kin, money went back"
    REJECTED = "rejected"
    REVOKED = "revoked"
    KEPT = "kept for the owner"
    WITH_AID = "with aid"
    COVER_FROM = "cover from another day than New Year's"
    WITH_AID_COVER_FROM = "with aid, cover from another day than New Year's"
    IN_EFFECT = "in effect"
    WHOLE = "whole balance"
    NO_WHOLE = "no whole balance"
    TOOK = "took"


DONOR, BENEFICIARY, OWNER, AGENT, SENDER = Side.DONOR, Side.BENEFICIARY, Side.OWNER, Side.AGENT, Side.SENDER
ENDED, BY_DEATH = Kind.RELATION_ENDED, Kind.RELATION_ENDED_BY_DEATH
MONEY_BACK = Kind.RELATION_ENDED_MONEY_BACK
YOURS, YOURS_MONEY_BACK = Kind.ENDED_BY_YOUR_INSURANCE, Kind.ENDED_BY_YOUR_INSURANCE_MONEY_BACK
ORDERED_PAID, ORDERED_NOT_PAID = Kind.PREMIUM_YOU_ORDERED_PAID, Kind.PREMIUM_YOU_ORDERED_NOT_PAID
ORDERED_PAID_COVER_FROM = Kind.PREMIUM_YOU_ORDERED_PAID_COVER_FROM
UNDONE = {DONOR: Kind.YOUR_GIFT_RETURNED, BENEFICIARY: Kind.PAYMENT_UNDONE}
WHOLE_UNDONE = {DONOR: Kind.YOUR_ACCOUNT_RETURNED}

TOLD: Mapping[tuple[Happening, Case], Mapping[Side, Kind]] = {
    (Happening.RELATIVE_INVITED, Case.PLAIN): {BENEFICIARY: Kind.INVITED},
    (Happening.RELATIVE_INVITED, Case.UNDER_REVIEW): {},
    # Of a whole balance there is no limit to tell.
    (Happening.RELATIVE_INVITED, Case.WHOLE): {BENEFICIARY: Kind.INVITED_TO_WHOLE},
    (Happening.KINSHIP_CONFIRMED, Case.WHOLE): {DONOR: Kind.KINSHIP_CONFIRMED, BENEFICIARY: Kind.INVITED_TO_WHOLE},
    (Happening.KINSHIP_CONFIRMED, Case.PLAIN): {DONOR: Kind.KINSHIP_CONFIRMED, BENEFICIARY: Kind.INVITED},
    (Happening.KINSHIP_REJECTED, Case.PLAIN): {DONOR: Kind.KINSHIP_REJECTED},
    (Happening.INVITATION_ACCEPTED, Case.PLAIN): {DONOR: Kind.INVITATION_ACCEPTED},
    (Happening.INVITATION_ACCEPTED, Case.NO_QUOTA): {DONOR: Kind.ACCEPTED_WITHOUT_QUOTA},
    (Happening.INVITATION_ACCEPTED, Case.WHOLE): {DONOR: Kind.WHOLE_ACCEPTED},
    (Happening.INVITATION_ACCEPTED, Case.NO_WHOLE): {DONOR: Kind.ACCEPTED_WITHOUT_WHOLE},
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
    (Happening.QUOTA_USES_CHANGED, Case.PLAIN): {BENEFICIARY: Kind.QUOTA_USES_CHANGED},
    (Happening.QUOTA_SET, Case.WHOLE): {BENEFICIARY: Kind.WHOLE_SET},
    (Happening.QUOTA_CLOSED, Case.WHOLE): {BENEFICIARY: Kind.WHOLE_CLOSED},
    (Happening.QUOTA_USES_CHANGED, Case.WHOLE): {BENEFICIARY: Kind.WHOLE_USES_CHANGED},
    # The clock did it, so both are told.
    (Happening.QUOTA_EXPIRED, Case.PLAIN): {DONOR: Kind.YOUR_GIFT_EXPIRED, BENEFICIARY: Kind.QUOTA_EXPIRED},
    (Happening.QUOTA_RENEWED, Case.PLAIN): {DONOR: Kind.YOUR_GIFT_RENEWED, BENEFICIARY: Kind.QUOTA_RENEWED},
    (Happening.QUOTA_RENEWED, Case.LESS): {DONOR: Kind.YOUR_GIFT_RENEWED_LESS, BENEFICIARY: Kind.QUOTA_RENEWED},
    (Happening.QUOTA_NOT_RENEWED, Case.PLAIN): {DONOR: Kind.YOUR_GIFT_NOT_RENEWED},
    (Happening.QUOTA_ENDING, Case.PLAIN): {DONOR: Kind.YOUR_GIFT_ENDING, BENEFICIARY: Kind.QUOTA_ENDING},
    (Happening.QUOTA_ENDING, Case.RENEWED): {
        DONOR: Kind.YOUR_GIFT_ENDING_RENEWED,
        BENEFICIARY: Kind.QUOTA_ENDING_RENEWED,
    },
    # R-14, W-30, W-31. The dead are told nothing.
    (Happening.RELATION_DISSOLVED, Case.PLAIN): {DONOR: ENDED, BENEFICIARY: ENDED},
    (Happening.RELATION_DISSOLVED, Case.MONEY_BACK): {DONOR: MONEY_BACK, BENEFICIARY: ENDED},
    (Happening.RELATION_DISSOLVED, Case.DEATH): {DONOR: BY_DEATH, BENEFICIARY: BY_DEATH},
    (Happening.RELATION_DISSOLVED, Case.DEATH_MONEY_BACK): {
        DONOR: Kind.RELATION_ENDED_BY_DEATH_MONEY_BACK,
        BENEFICIARY: BY_DEATH,
    },
    # whose insurance changed is told so, the other side only that it has ended.
    (Happening.RELATION_DISSOLVED, Case.DONOR_CHANGE): {DONOR: YOURS, BENEFICIARY: ENDED},
    (Happening.RELATION_DISSOLVED, Case.DONOR_CHANGE_MONEY_BACK): {DONOR: YOURS_MONEY_BACK, BENEFICIARY: ENDED},
    (Happening.RELATION_DISSOLVED, Case.BENEFICIARY_CHANGE): {DONOR: ENDED, BENEFICIARY: YOURS},
    (Happening.RELATION_DISSOLVED, Case.BENEFICIARY_CHANGE_MONEY_BACK): {DONOR: MONEY_BACK, BENEFICIARY: YOURS},
    (Happening.RELATION_DISSOLVED, Case.KIN_ENDED): dict.fromkeys((DONOR, BENEFICIARY), Kind.ENDED_BY_KIN),
    (Happening.RELATION_DISSOLVED, Case.KIN_ENDED_MONEY_BACK): {
        DONOR: Kind.ENDED_BY_KIN_MONEY_BACK,
        BENEFICIARY: Kind.ENDED_BY_KIN,
    },
    (Happening.RELATION_SUSPENDED, Case.PLAIN): dict.fromkeys((DONOR, BENEFICIARY), Kind.RELATION_SUSPENDED),
    (Happening.RELATION_RESUMED, Case.PLAIN): dict.fromkeys((DONOR, BENEFICIARY), Kind.RELATION_RESUMED),
    # The donor learns date, amount and kind of use, never institution or goods (N-04); nobody, where there was no aid.
    (Happening.SETTLED, Case.PLAIN): {DONOR: Kind.YOUR_GIFT_SPENT, BENEFICIARY: Kind.PAID_FOR_YOU},
    (Happening.SETTLEMENT_CANCELLED, Case.PLAIN): UNDONE,
    (Happening.SETTLEMENT_REVERSED, Case.PLAIN): UNDONE,
    # Whose whole account it is knows what is left in it, and nobody else may (N-05).
    (Happening.SETTLED, Case.WHOLE): {DONOR: Kind.YOUR_ACCOUNT_SPENT},
    (Happening.SETTLEMENT_CANCELLED, Case.WHOLE): WHOLE_UNDONE,
    (Happening.SETTLEMENT_REVERSED, Case.WHOLE): WHOLE_UNDONE,
    (Happening.WALLET_OPENED, Case.PLAIN): {OWNER: Kind.WALLET_OPENED},
    (Happening.WALLET_MOVED, Case.PLAIN): {OWNER: Kind.WALLET_MOVED},
    (Happening.WALLET_SUSPENDED, Case.PLAIN): {OWNER: Kind.WALLET_SUSPENDED},
    (Happening.WALLET_RESUMED, Case.PLAIN): {OWNER: Kind.WALLET_RESUMED},
    (Happening.WALLET_CLOSED, Case.PLAIN): {OWNER: Kind.WALLET_CLOSED},
    (Happening.ACCOUNT_MOVED, Case.PLAIN): {OWNER: Kind.ACCOUNT_MOVED},
    # Who rejected or revoked it knows; what the clock returned both are told (W-18, W-23).
    (Happening.TRANSFER_SENT, Case.PLAIN): {DONOR: Kind.TRANSFER_SENT, BENEFICIARY: Kind.TRANSFER_ARRIVED},
    (Happening.TRANSFER_ACCEPTED, Case.PLAIN): {DONOR: Kind.TRANSFER_ACCEPTED},
    (Happening.TRANSFER_RETURNED, Case.REJECTED): {DONOR: Kind.TRANSFER_REJECTED},
    (Happening.TRANSFER_RETURNED, Case.REVOKED): {BENEFICIARY: Kind.TRANSFER_REVOKED},
    (Happening.TRANSFER_RETURNED, Case.PLAIN): {DONOR: Kind.TRANSFER_CAME_BACK, BENEFICIARY: Kind.TRANSFER_WENT_BACK},
    (Happening.TRANSFER_RETURNED, Case.KEPT): {DONOR: Kind.TRANSFER_KEPT, BENEFICIARY: Kind.TRANSFER_WENT_BACK},
    (Happening.LOT_GIVEN_BACK, Case.PLAIN): {DONOR: Kind.LOT_CAME_BACK},
    (Happening.LOT_GIVEN_BACK, Case.KEPT): {DONOR: Kind.LOT_KEPT},
    # D-12: the money is his again, set aside for the same relative.
    (Happening.LOT_CONVERTED, Case.PLAIN): {DONOR: Kind.LOT_CONVERTED, BENEFICIARY: Kind.YOUR_LOT_CONVERTED},
    # B-07. Givers hear of what was paid and what came back, not of what was held in between; who ordered it for another
    # hears how it ended.
    (Happening.PREMIUM_PAID, Case.PLAIN): {OWNER: Kind.PREMIUM_PAID, AGENT: ORDERED_PAID},
    (Happening.PREMIUM_PAID, Case.WITH_AID): {
        OWNER: Kind.PREMIUM_PAID_FOR_YOU,
        DONOR: Kind.YOUR_GIFT_SPENT,
        SENDER: Kind.YOUR_LOT_SPENT,
        AGENT: ORDERED_PAID,
    },
    # B-03, B-04: cover begins after a wait, or with birth.
    (Happening.PREMIUM_PAID, Case.COVER_FROM): {OWNER: Kind.PREMIUM_PAID_COVER_FROM, AGENT: ORDERED_PAID_COVER_FROM},
    (Happening.PREMIUM_PAID, Case.WITH_AID_COVER_FROM): {
        OWNER: Kind.PREMIUM_PAID_FOR_YOU_COVER_FROM,
        DONOR: Kind.YOUR_GIFT_SPENT,
        AGENT: ORDERED_PAID_COVER_FROM,
    },
    (Happening.PREMIUM_PAID, Case.WHOLE): {DONOR: Kind.YOUR_ACCOUNT_SPENT},
    (Happening.PREMIUM_RELEASED, Case.PLAIN): {OWNER: Kind.PREMIUM_NOT_PAID, AGENT: ORDERED_NOT_PAID},
    (Happening.PREMIUM_RELEASED, Case.MONEY_BACK): {
        OWNER: Kind.PREMIUM_NOT_PAID_MONEY_BACK,
        AGENT: ORDERED_NOT_PAID,
    },
    (Happening.PREMIUM_REFUNDED, Case.PLAIN): {
        OWNER: Kind.PREMIUM_REFUNDED,
        DONOR: Kind.YOUR_GIFT_RETURNED,
        SENDER: Kind.YOUR_LOT_RETURNED,
    },
    (Happening.PREMIUM_REFUNDED, Case.WHOLE): WHOLE_UNDONE,
    (Happening.PREMIUM_REFUND_REFUSED, Case.PLAIN): {OWNER: Kind.PREMIUM_REFUND_REFUSED},
    # who has to say yes is asked; both are told when it can be used, and when it no longer can.
    (Happening.MANDATE_GRANTED, Case.PLAIN): {OWNER: Kind.MANDATE_ASKED},
    (Happening.MANDATE_GRANTED, Case.IN_EFFECT): {OWNER: Kind.MANDATE_GIVEN, AGENT: Kind.MANDATE_HAD},
    (Happening.MANDATE_CONFIRMED, Case.PLAIN): {},
    (Happening.MANDATE_CONFIRMED, Case.IN_EFFECT): {OWNER: Kind.MANDATE_GIVEN, AGENT: Kind.MANDATE_HAD},
    (Happening.MANDATE_ENDED, Case.PLAIN): {OWNER: Kind.MANDATE_ENDED, AGENT: Kind.YOUR_MANDATE_ENDED},
    (Happening.INTEREST_CREDITED, Case.PLAIN): {OWNER: Kind.INTEREST_CREDITED},
    # P-18: who leaves for good, since of an heir's the owner is dead. What is confirmed is told when the bank has paid.
    (Happening.PAY_OUT_PROPOSED, Case.PLAIN): {OWNER: Kind.PAY_OUT_PROPOSED},
    (Happening.PAY_OUT_CONFIRMED, Case.PLAIN): {},
    (Happening.PAY_OUT_REFUSED, Case.PLAIN): {OWNER: Kind.PAY_OUT_REFUSED},
    (Happening.PAY_OUT_PAID, Case.PLAIN): {OWNER: Kind.PAY_OUT_PAID},
    # W-03. Of a merge that is only proposed nobody is told: it may be two people.
    (Happening.IDENTITY_CHANGED, Case.PLAIN): {OWNER: Kind.IDENTITY_CHANGED},
    (Happening.IDENTITY_DOUBTED, Case.PLAIN): {OWNER: Kind.IDENTITY_DOUBTED},
    (Happening.IDENTITY_CHANGE_REJECTED, Case.PLAIN): {OWNER: Kind.IDENTITY_CHANGE_REJECTED},
    (Happening.PEOPLE_MERGED, Case.PLAIN): {OWNER: Kind.PEOPLE_MERGED},
    (Happening.ACCOUNT_MERGED, Case.PLAIN): {OWNER: Kind.ACCOUNT_MERGED},
    # A-04, N-07, X-44: nothing of what was written.
    (Happening.COMPLAINT_FILED, Case.PLAIN): {OWNER: Kind.COMPLAINT_FILED},
    (Happening.COMPLAINT_ANSWERED, Case.PLAIN): {OWNER: Kind.COMPLAINT_ANSWERED},
    (Happening.COMPLAINT_REOPENED, Case.PLAIN): {OWNER: Kind.COMPLAINT_REOPENED},
    (Happening.CORRECTION_BOOKED, Case.PLAIN): {OWNER: Kind.CORRECTION_ADDED},
    (Happening.CORRECTION_BOOKED, Case.TOOK): {OWNER: Kind.CORRECTION_TOOK},
}
