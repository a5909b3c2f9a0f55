"""What the gateway itself refuses: messages whose form is wrong. What a bill is refused for, settlement says."""

from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


class NotAMessage(Exception):
    """What arrived is no message at all: HTTP says so with a status of its own, and `code` stands in err_msg."""

    def __init__(self, status: int, code: str) -> None:
        """status: 4xx. code: of the wording catalogue."""
        super().__init__(code)
        self.status = status
        self.code = code


@refusal
class FieldMissing(Refusal):
    """A field that every such message carries is absent or empty. field: its path, input.druginfo.psn_no."""

    code: ClassVar[str] = "FIELD_MISSING"
    rule: ClassVar[str] = "interface 2"
    field: str


@refusal
class FieldInvalid(Refusal):
    """A field has the wrong type, is too long, or has a value nobody defined. field: its path."""

    code: ClassVar[str] = "FIELD_INVALID"
    rule: ClassVar[str] = "interface 2"
    field: str


@refusal
class FieldTwice(Refusal):
    """An object names the same field twice, so nobody can say which one is meant."""

    code: ClassVar[str] = "FIELD_TWICE"
    rule: ClassVar[str] = "interface 1"
    field: str


@refusal
class TransactionUnknown(Refusal):
    """No transaction has this number here."""

    code: ClassVar[str] = "TRANSACTION_UNKNOWN"
    rule: ClassVar[str] = "interface 2.1"
    infno: str


@refusal
class NotReversible(Refusal):
    """Transactions of this kind are not reversed; settlements and admissions are (interface 2.5)."""

    code: ClassVar[str] = "NOT_REVERSIBLE"
    rule: ClassVar[str] = "S-15"
    infno: str


@refusal
class SignInUnknown(Refusal):
    """No operator of this institution signed in under this number."""

    code: ClassVar[str] = "SIGN_IN_UNKNOWN"
    rule: ClassVar[str] = "interface 2.2"
