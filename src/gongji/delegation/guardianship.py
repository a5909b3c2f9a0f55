"""A guardian's mandate is worth no more than what it rests on: parenthood of a minor, or a court's word (A-06)."""

from typing import ClassVar

from gongji.delegation.mandate import Mandate, MandateKind
from gongji.ground.refusal import Refusal, refusal


@refusal
class GuardianshipEnded(Refusal):
    """She is no longer the parent of this minor, nor the guardian a court named."""

    code: ClassVar[str] = "GUARDIANSHIP_ENDED"
    rule: ClassVar[str] = "A-06"


def require_guardianship(mandate: Mandate, *, is_parent: bool, is_guardian: bool) -> None:
    """Refuse a guardian whom nothing makes one any more; every other mandate passes.

    is_parent, is_guardian: what the facts of kinship that stand today say the agent is to the principal. That a child
    came of age `require_mandate` refuses.
    """
    # For an adult only a court can name a guardian, and of her no yes is waited for from a day on.
    of_minor = mandate.agrees_from is not None
    if mandate.kind == MandateKind.GUARDIAN and not (is_guardian or (is_parent and of_minor)):
        raise GuardianshipEnded()
