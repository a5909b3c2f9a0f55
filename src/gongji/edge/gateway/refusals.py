"""What the gateway itself refuses: messages whose form is wrong. What a bill is refused for, settlement says."""

from datetime import date
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


@refusal
class PeriodInvalid(Refusal):
    """The last day is before the first, or there are more days than one reconciliation takes."""

    code: ClassVar[str] = "PERIOD_INVALID"
    rule: ClassVar[str] = "C-31"
    first: date
    last: date
    days: int


@refusal
class FileUnknown(Refusal):
    """The institution has no file under this number and name, or its time is over."""

    code: ClassVar[str] = "FILE_UNKNOWN"
    rule: ClassVar[str] = "interface 2.5"


@refusal
class FileUnreadable(Refusal):
    """Not a zip of one text and perhaps its hash, or a line without exactly its fields; line: 0 for the file itself."""

    code: ClassVar[str] = "FILE_UNREADABLE"
    rule: ClassVar[str] = "interface 1.3"
    file: str
    line: int


@refusal
class FileTooLarge(Refusal):
    """Unpacked, the file has more bytes than any institution's day."""

    code: ClassVar[str] = "FILE_TOO_LARGE"
    rule: ClassVar[str] = "interface 1.3"
    file: str
    most: int


@refusal
class FileEncodingWrong(Refusal):
    """The text is not plain UTF-8."""

    code: ClassVar[str] = "FILE_ENCODING_WRONG"
    rule: ClassVar[str] = "interface 1.3"
    file: str


@refusal
class FileHashWrong(Refusal):
    """The text is not what the SM3 beside it in the zip was made of."""

    code: ClassVar[str] = "FILE_HASH_WRONG"
    rule: ClassVar[str] = "C-31"
    file: str


@refusal
class FileRowWrong(Refusal):
    """A field is not what its column holds."""

    code: ClassVar[str] = "FILE_ROW_WRONG"
    rule: ClassVar[str] = "C-31"
    file: str
    line: int
    column: str
    given: str


@refusal
class FileSumsDiffer(Refusal):
    """What the message says of the file is not what its rows come to: the file is another, or not whole."""

    code: ClassVar[str] = "FILE_SUMS_DIFFER"
    rule: ClassVar[str] = "C-31"
    field: str
    said: str
    found: str
