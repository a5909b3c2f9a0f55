"""Answer an invitation: agree, or say no (R-08)."""

import msgspec
from litestar import Response, post
from litestar.params import JSONBody

from gongji import access, mutual_aid, wallet
from gongji.access import Scope
from gongji.edge.api.agent import require_other_giver
from gongji.edge.api.call import Call, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.invitation_shown import AcceptanceShown, InvitationShown, acceptance_shown, shown
from gongji.edge.api.invitations import keep_consent, require_own, require_second
from gongji.edge.api.shown import PathIdentifier, Text
from gongji.ground.refusal import Refusal
from gongji.mutual_aid import Accepting


class ConsentGiven(msgspec.Struct):
    """consent_text: the version of the wording that was agreed to (N-02)."""

    consent_text: Text


@post("/invitations/{invitation_id:str}/acceptance", sync_to_thread=True, tags=["invitations"])
def accept(
    request: Asking, office: TheOffice, invitation_id: PathIdentifier, data: JSONBody[ConsentGiven]
) -> Response[AcceptanceShown]:
    """Agree: relation and quota stand at once (R-08)."""
    return write(office, request, data, lambda call: _accept(call, invitation_id, data), status=201)


@post("/invitations/{invitation_id:str}/refusal", sync_to_thread=True, tags=["invitations"])
def refuse(request: Asking, office: TheOffice, invitation_id: PathIdentifier) -> Response[InvitationShown]:
    """Say no; the donor may ask again."""
    return write(office, request, None, lambda call: _refuse(call, invitation_id), status=201)


def _accept(call: Call, invitation_id: str, given: ConsentGiven) -> AcceptanceShown:
    beneficiary = access.require_scope(call.caller, Scope.RELATIONS)
    invitation = require_own(call, invitation_id, Scope.RELATIONS)
    require_other_giver(call, donor_id=invitation.donor_id, beneficiary_id=beneficiary)
    require_second(call, invitation)
    accepting = Accepting(int(invitation_id), beneficiary, call.caller.by)
    (answer,) = mutual_aid.accept(call.db, accepting=[accepting], now=call.now, policy=call.policy)
    if isinstance(answer, Refusal):
        raise answer
    keep_consent(call, beneficiary, given.consent_text, answer.invitation)
    # Who takes what relatives set aside needs somewhere to use it; one that is open stays as it is (W-05).
    wallet.open_wallet(call.db, person_id=beneficiary, now=call.now, policy=call.policy, by=call.caller.by)
    return acceptance_shown(answer)


def _refuse(call: Call, invitation_id: str) -> InvitationShown:
    person, by = access.require_scope(call.caller, Scope.RELATIONS), call.caller.by
    return shown(
        mutual_aid.refuse(call.db, invitation_id=int(invitation_id), beneficiary_id=person, now=call.now, by=by)
    )


HANDLERS = [accept, refuse]
