"""Who gives cannot say yes for who receives (A-07)."""

from typing import ClassVar

from gongji.ground.refusal import Refusal, refusal


@refusal
class ConsentByGiver(Refusal):
    """The donor consents for the beneficiary and is not her guardian."""

    code: ClassVar[str] = "CONSENT_BY_GIVER"
    rule: ClassVar[str] = "A-07"


def require_no_conflict(*, donor_id: int, beneficiary_id: int, consenting_id: int, is_guardian: bool) -> None:
    """Refuse a donor who consents for the beneficiary (A-07). is_guardian: of the minor, or named by a court."""
    if consenting_id == donor_id != beneficiary_id and not is_guardian:
        raise ConsentByGiver()
