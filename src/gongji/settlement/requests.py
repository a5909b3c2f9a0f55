"""What a door asks of settlement: pay, cancel, reverse. Parsed and trusted; amounts are fen, codes are texts."""

from enum import IntEnum

from gongji.ground.value import value


class Visit(IntEnum):
    """Where care happens; decides benefit (S-04) and which use of a quota it is (Q-03)."""

    PHARMACY = 1
    OUTPATIENT = 2

    @property
    def policy_name(self) -> str:
        """The word the benefit tables use."""
        return self.name.lower()


class IdentityCheck(IntEnum):
    """How the institution checked the person against the credential (S-33); FAILED is refused."""

    FAILED = 0
    CODE = 1
    ID = 2
    CARD = 3
    FACE = 4
    MANUAL = 5


@value
class MessageKey:
    """The idempotency key (S-12): message number of an institution, and a digest of what the message says."""

    institution: str
    message_id: str
    digest: bytes


@value
class Line:
    """One fee line. quantity_e4: ten-thousandths; price_e6: yuan in millionths; approval: hosp_appr_flag."""

    line_no: str
    catalogue_code: str
    amount_fen: int
    quantity_e4: int
    price_e6: int
    approval: str = ""
    trace_codes: str = ""


@value
class FeeClasses:
    """The four classes of cost that add up to the bill (S-01)."""

    own_pay_full_fen: int
    over_limit_fen: int
    pre_pay_fen: int
    in_scope_fen: int

    @property
    def total_fen(self) -> int:
        """The bill."""
        return self.own_pay_full_fen + self.over_limit_fen + self.pre_pay_fen + self.in_scope_fen


@value
class Pay:
    """Settle a bill. visit_id: of a hospital visit, None for a pharmacy sale; batch_no: which of the visit's charges.

    account_use: 0 no own account, else own account then aid (W-40). expected: the figures the institution read in its
    trial, checked against ours. code_index: the blind index of the pay code of ours that was shown, None for any other
    credential (S-34).
    """

    key: MessageKey
    person_id: int
    scheme: int
    visit: Visit
    visit_id: int | None
    batch_no: str
    med_type: str
    total_fen: int
    lines: tuple[Line, ...]
    account_use: int
    credential_type: int
    identity_check: IdentityCheck
    operator: str
    invoice_no: str
    expected: FeeClasses | None = None
    code_index: bytes | None = None


@value
class Cancel:
    """Undo a known settlement, the same day or later (S-16)."""

    key: MessageKey
    person_id: int
    settlement_id: int
    visit_id: int
    operator: str


@value
class Reverse:
    """Undo a message whose answer never came; a message that never arrived is kept from arriving late (S-15)."""

    key: MessageKey
    person_id: int
    original_message_id: str
    operator: str


Request = Pay | Cancel | Reverse
