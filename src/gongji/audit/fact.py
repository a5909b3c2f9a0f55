"""One fact: the header of the journal with the same identifier, or of something that moved no money."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from psycopg import Connection

from gongji.ground.copying import NULL, copy_json, copy_rows, copy_text, copy_time
from gongji.ground.identifiers import cell_of
from gongji.ground.value import value

COLUMNS = "cell, fact_id, kind, subject_id, at, detail, actor_id, channel, authority_id"
NOBODY = f"{NULL}\t{NULL}\t{NULL}"


class Happening(IntEnum):
    """What can happen. Numbers are permanent: they stand in rows."""

    BALANCE_OPENED = 1
    MONTH_CREDITED = 2
    ACCOUNT_CLOSED = 3
    RELATION_CREATED = 10
    RELATION_DISSOLVED = 11
    QUOTA_SET = 12
    QUOTA_RAISED = 13
    QUOTA_LOWERED = 14
    QUOTA_CLOSED = 15
    RELATIVE_INVITED = 16
    INVITATION_ACCEPTED = 17
    INVITATION_REFUSED = 18
    INVITATION_WITHDRAWN = 19
    SETTLED = 20
    SETTLEMENT_CANCELLED = 21
    SETTLEMENT_REVERSED = 22
    INVITATION_EXPIRED = 30
    KINSHIP_CONFIRMED = 31
    KINSHIP_REJECTED = 32
    QUOTA_EXPIRED = 33
    QUOTA_RENEWED = 34
    RELATION_SUSPENDED = 35
    RELATION_RESUMED = 36
    WALLET_OPENED = 40
    WALLET_MOVED = 41
    WALLET_SUSPENDED = 42
    WALLET_RESUMED = 43
    WALLET_CLOSED = 44
    TRANSFER_SENT = 45
    TRANSFER_ACCEPTED = 46
    TRANSFER_RETURNED = 47
    LOT_GIVEN_BACK = 48
    LOT_CONVERTED = 49
    LIFE_EVENT_RECORDED = 50
    MARRIAGE_ENDED = 51
    ACCOUNT_MOVED = 52
    MANDATE_GRANTED = 60
    MANDATE_CONFIRMED = 61
    MANDATE_ENDED = 62
    COUNTERSIGNED = 63
    PREMIUM_RESERVED = 80
    PREMIUM_SENT = 81
    PREMIUM_PAID = 82
    PREMIUM_RELEASED = 83
    PREMIUM_REFUND_ASKED = 84
    PREMIUM_REFUNDED = 85
    PREMIUM_REFUND_REFUSED = 86
    INTEREST_CREDITED = 90
    YEAR_TURNED = 91
    PAY_OUT_PROPOSED = 92
    PAY_OUT_CONFIRMED = 93
    PAY_OUT_REFUSED = 94
    PAY_OUT_PAID = 95
    IDENTITY_CHANGED = 100
    IDENTITY_DOUBTED = 101
    IDENTITY_CHANGE_REJECTED = 102
    MERGE_PROPOSED = 103
    MERGE_REFUSED = 104
    PEOPLE_MERGED = 105
    ACCOUNT_MERGED = 106
    QUOTA_USES_CHANGED = 110
    COMPLAINT_FILED = 120
    COMPLAINT_ANSWERED = 121
    COMPLAINT_REOPENED = 122
    CORRECTION_PROPOSED = 125
    CORRECTION_BOOKED = 126
    CORRECTION_REFUSED = 127
    CORRECTION_EXPIRED = 128
    QUOTA_ENDING = 130
    QUOTA_NOT_RENEWED = 131
    PAY_CODE_SHOWN = 140
    CLEARING_GENERATED = 150
    CLEARING_CONFIRMED = 151
    CLEARING_NOTICES_DRAFTED = 152
    CLEARING_NOTICES_RELEASED = 153
    CLEARING_NOTICE_PAID = 154
    CLEARING_CLOSED = 155
    STATEMENTS_DRAFTED = 156
    STATEMENT_CONFIRMED = 157
    STATEMENT_OBJECTED = 158
    STATEMENT_RELEASED = 159
    DAY_RECONCILED = 160
    MISMATCH_SOLVED = 161
    CLEARING_LINE_DISPUTED = 162
    CLEARING_DISPUTE_SOLVED = 163
    CLEARING_SETTLED_AT_ZERO = 164
    CLEARING_YEAR_CLOSED = 165
    STATEMENT_PAID = 170
    PREFUND_ASKED = 171
    PREFUND_APPROVED = 172
    PREFUND_PAID = 173
    INSTITUTION_RECONCILED = 174


@value
class By:
    """Who did something, on what authority, through which door (A-05, X-46).

    actor_id: a person or a member of staff; 0 where a rule or the clock did it. authority_id: the mandate or grant she
    acted on, 0 for her own affairs.
    """

    actor_id: int
    channel: str
    authority_id: int = 0


@value
class Fact:
    """fact_id: also the journal's, where money moved. subject_id: the person, quota or relation it is about.

    by: None for what institutions send, where the request tells who.
    """

    fact_id: int
    kind: Happening
    subject_id: int
    at: datetime
    detail: dict[str, Any] | None = None
    by: By | None = None


def record(db: Connection[Any], facts: Sequence[Fact]) -> None:
    """Write facts in the caller's transaction: what is rolled back has not happened."""
    lines = []
    for fact in facts:
        detail = NULL if fact.detail is None else copy_json(fact.detail)
        lines.append(
            f"{cell_of(fact.fact_id)}\t{fact.fact_id}\t{fact.kind.value}\t{fact.subject_id}\t{copy_time(fact.at)}\t{detail}"
            f"\t{_by(fact.by)}\n"
        )
    copy_rows(db, table="fact", columns=COLUMNS, lines=lines)


def _by(by: By | None) -> str:
    return NOBODY if by is None else f"{by.actor_id}\t{copy_text(by.channel)}\t{by.authority_id}"
