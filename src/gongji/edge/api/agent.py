"""What an agent may not do although her mandate covers it: what benefits herself (A-05, A-07)."""

from gongji import delegation
from gongji.delegation import Mandate, MandateKind
from gongji.edge.api.call import Call


def require_cooled(call: Call, *, gains_id: int) -> None:
    """Refuse an agent with a new mandate who gains by what she does (A-05); refuses MandateCooling."""
    mandate = _mandate(call)
    if mandate is not None:
        delegation.require_cooled(mandate, gains_id=gains_id, now=call.now)


def require_other_giver(call: Call, *, donor_id: int, beneficiary_id: int) -> None:
    """Refuse an agent who consents to her own gift (A-07); refuses ConsentByGiver."""
    mandate = _mandate(call)
    if mandate is not None:
        delegation.require_no_conflict(
            donor_id=donor_id,
            beneficiary_id=beneficiary_id,
            consenting_id=mandate.agent_id,
            is_guardian=mandate.kind == MandateKind.GUARDIAN,
        )


def _mandate(call: Call) -> Mandate | None:
    """What the caller acts on, None in her own affairs and for staff without an agent before them."""
    if call.caller.mandate_scope is None:
        return None
    return delegation.find_mandates(call.db, mandate_ids=[call.caller.authority_id])[call.caller.authority_id]
