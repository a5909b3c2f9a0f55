"""A settled bill as its row has it, and everything an answer about it needs."""

from datetime import datetime
from enum import IntEnum

from gongji.ground.value import columns_of, value
from gongji.settlement.fees import AssessedLine


class Outcome(IntEnum):
    """What a message led to; numbers stand in rows of `request` and `settlement`."""

    SETTLED = 1
    CANCELLED = 2
    REVERSED = 3
    TOMBSTONE = 4
    REVERSED_NOTHING = 5


@value
class Settlement:
    """One row of `settlement`; cancels and reversals carry the negative amounts of their original."""

    settlement_id: int
    person_id: int
    visit_id: int
    accepted_at: datetime
    policy_id: int
    total_fen: int
    own_pay_full_fen: int
    over_limit_fen: int
    pre_pay_fen: int
    in_scope_fen: int
    deductible_fen: int
    pool_pay_fen: int
    ceiling_left_fen: int
    personal_share_fen: int
    own_account_fen: int
    aid_fen: int
    cash_fen: int
    hospital_fen: int
    own_balance_after_fen: int
    institution_no: int
    insured_pool: int
    treatment_pool: int
    clearing_month: int
    cell: int
    kind: int
    scheme: int
    visit: int
    ratio_e4: int
    account_use: int
    identity_check: int
    credential_type: int
    message_id: str
    med_type: str
    person_type: str
    operator: str
    invoice_no: str


SETTLEMENT_COLUMNS = columns_of(Settlement)


@value
class AidLine:
    """What one quota, or lot, paid (negative when refunded): its pool and what the spender is to who gave it."""

    line: int
    source_id: int
    donor_pool: int
    relation: int
    amount_fen: int


@value
class Skipped:
    """A quota that could have paid but was left out, and why; told to the till, never the donor's name (S-13)."""

    donor_pool: int
    reason: str


@value
class Settled:
    """The answer to a payment, a cancel or a reversal: the row, its fee lines, who paid by aid, who was skipped.

    original_id: of a cancel or reversal, the settlement it undid. undone_by: how a settlement was undone since, if so.
    """

    settlement: Settlement
    lines: tuple[AssessedLine, ...]
    aid: tuple[AidLine, ...]
    skipped: tuple[Skipped, ...] = ()
    original_id: int | None = None
    undone_by: Outcome | None = None


@value
class NothingToReverse:
    """A reversal succeeded without effect: the original never came, or was undone before (S-15)."""

    original_message_id: str


Answer = Settled | NothingToReverse
