"""Invite a relative, and take it back (R-08, R-11)."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody
from msgspec import Meta

from gongji import access, insured, kinship, mutual_aid
from gongji.access import Agreed, Scope
from gongji.edge.api.agent import require_cooled
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.evidence import evidence_of
from gongji.edge.api.invitation_shown import (
    InvitationListed,
    InvitationPage,
    InvitationShown,
    shown,
)
from gongji.edge.api.named import Named, require_named
from gongji.edge.api.second import require_second_above, require_second_when_many
from gongji.edge.api.shown import (
    PageSize,
    PathIdentifier,
    QueryIdentifier,
    Text,
    Yuan,
    limit_given,
    masked_names,
)
from gongji.edge.api.uses import UseName, uses_of
from gongji.edge.partners import Certificate, KinAnswer
from gongji.edge.wording import require_consent_text
from gongji.ground.refusal import Refusal
from gongji.kinship import Claim
from gongji.mutual_aid import WHOLE, Invitation, InvitationAsked, InvitationUnknown

SHARE = "share"


class InvitationWanted(msgspec.Struct):
    """relation: R-03, what the beneficiary is to the caller. declared: the caller signs that it is so (R-07).

    brought_up: as step-parent or step-child (R-05). consent_text: the version of the wording she agreed to.
    limit: not for period WHOLE, which lets the relative spend the whole account (R-22).
    """

    beneficiary: Named
    relation: Annotated[str, Meta(pattern=r"^[0-9]{2}\Z", examples=["02"])]
    consent_text: Text
    limit: Yuan | None = None
    period: Literal["OPEN", "ANNUAL", "WHOLE"] = "OPEN"
    uses: list[UseName] = []
    auto_renew: bool = False
    declared: bool = False
    brought_up: bool = False


@post("/invitations", sync_to_thread=True, tags=["invitations"])
def invite(request: Asking, office: TheOffice, data: JSONBody[InvitationWanted]) -> Response[InvitationShown]:
    """Invite a relative to spend of the caller's account; nothing moves yet. Needs a fresh proof (Q-08)."""
    # Registers are asked between two transactions: nobody holds anything while they think.
    of, who = read(office, request, lambda call: _certificates(call, data))
    answer = office.civil_affairs.kin(of, who)
    return write(office, request, data, lambda call: _invite(call, data, answer), status=201)


@get("/invitations", sync_to_thread=True, tags=["invitations"])
def list_invitations(
    request: Asking,
    office: TheOffice,
    side: FromQuery[Literal["given", "received"]],
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> InvitationPage:
    """Invitations the caller sent (given) or got (received), newest last."""
    return read(office, request, lambda call: _list(call, side, int(after), limit))


@get("/invitations/{invitation_id:str}", sync_to_thread=True, tags=["invitations"])
def show_invitation(request: Asking, office: TheOffice, invitation_id: PathIdentifier) -> InvitationShown:
    """One invitation the caller sent or got."""
    return read(office, request, lambda call: shown(require_own(call, invitation_id, Scope.VIEW)))


@post("/invitations/{invitation_id:str}/withdrawal", sync_to_thread=True, tags=["invitations"])
def withdraw(request: Asking, office: TheOffice, invitation_id: PathIdentifier) -> Response[InvitationShown]:
    """Take an invitation back before it is answered (R-11)."""
    return write(office, request, None, lambda call: _withdraw(call, invitation_id), status=201)


def _certificates(call: Call, wanted: InvitationWanted) -> tuple[Certificate, Certificate]:
    access.require_step_up(call.caller, now=call.now)
    kinship.require_near_relative(wanted.relation)
    donor = access.require_scope(call.caller, Scope.RELATIONS)
    beneficiary = require_named(call, wanted.beneficiary, purpose="invite")
    people = insured.find_people(call.db, people=[donor, beneficiary])
    of, who = (people[person].personal_fields(call.keys) for person in (donor, beneficiary))
    return (
        Certificate(of.certificate_type, of.certificate_number),
        Certificate(who.certificate_type, who.certificate_number),
    )


def _invite(call: Call, wanted: InvitationWanted, answer: KinAnswer) -> InvitationShown:
    access.require_step_up(call.caller, now=call.now)
    donor = access.require_scope(call.caller, Scope.RELATIONS)
    beneficiary = require_named(call, wanted.beneficiary, purpose="invite")
    require_cooled(call, gains_id=beneficiary)
    claim = Claim(kinship.require_near_relative(wanted.relation), wanted.declared, wanted.brought_up)
    asked = InvitationAsked(
        donor,
        beneficiary,
        claim,
        evidence_of(call, answer),
        limit_fen=limit_given(wanted.limit),
        period_type=wanted.period,
        uses=uses_of(wanted.uses),
        auto_renew=wanted.auto_renew,
    )
    (invited,) = mutual_aid.invite(call.db, asked=[asked], now=call.now, policy=call.policy, by=call.caller.by)
    if isinstance(invited, Refusal):
        raise invited
    require_second(call, invited)
    keep_consent(call, donor, wanted.consent_text, invited)
    return shown(invited)


def _withdraw(call: Call, invitation_id: str) -> InvitationShown:
    person, by = access.require_scope(call.caller, Scope.RELATIONS), call.caller.by
    return shown(mutual_aid.withdraw(call.db, invitation_id=int(invitation_id), donor_id=person, now=call.now, by=by))


def require_second(call: Call, invitation: Invitation) -> None:
    """A colleague where the amount is large, or the clerk has helped many today (A-05, X-23)."""
    limit_fen = None if invitation.period_type == WHOLE else invitation.limit_fen
    require_second_above(call, about_id=invitation.invitation_id, limit_fen=limit_fen)
    require_second_when_many(call, invitation_id=invitation.invitation_id, purpose=SHARE)


def require_own(call: Call, invitation_id: str, scope: Scope) -> Invitation:
    """An invitation the caller sent or got; refuses InvitationUnknown."""
    person = access.require_scope(call.caller, scope)
    found = mutual_aid.find_invitations(call.db, invitation_ids=[int(invitation_id)]).get(int(invitation_id))
    if found is None or person not in (found.donor_id, found.beneficiary_id):
        raise InvitationUnknown()
    return found


def _list(call: Call, side: str, after: int, limit: int) -> InvitationPage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = mutual_aid.list_invitations(call.db, person_id=person, given=side == "given", after=after, limit=limit)
    others = {i.invitation_id: i.beneficiary_id if side == "given" else i.donor_id for i in found}
    names = masked_names(call, others.values())
    return InvitationPage(
        [InvitationListed(shown(i), names[others[i.invitation_id]]) for i in found],
        str(found[-1].invitation_id) if len(found) == limit else None,
    )


def keep_consent(call: Call, person: int, text: str, invitation: Invitation) -> None:
    """Keep what somebody agreed to, in which words (N-02)."""
    require_consent_text(text)
    agreed = Agreed(person, SHARE, text, invitation.invitation_id, call.caller.by)
    access.give_consents(call.db, given=[agreed], now=call.now)


HANDLERS = [invite, list_invitations, show_invitation, withdraw]
