"""Let somebody act for one, confirm it, end it (A-02 … A-06)."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, delegation, insured, kinship
from gongji.access import Agreed, Scope
from gongji.delegation import FAMILY_SCOPE, Mandate, MandateAsked, MandateKind, MandateUnknown
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.caller import SERVE_CITIZENS
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.mandate_shown import MandateListed, MandatePage, MandateShown, shown
from gongji.edge.api.named import Named, require_named
from gongji.edge.api.shown import PageSize, PathIdentifier, QueryIdentifier, Text, masked_names
from gongji.edge.wording import require_consent_text
from gongji.ground.calendar import beijing_day
from gongji.kinship import FactKind

ScopeName = Literal["view", "show_code", "wallet", "relations", "quotas", "premiums", "transfers", "complaints"]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", description="SHA-256 or SM3 of the paper, in hexadecimal")]


class MandateWanted(msgspec.Struct):
    """Who shall act for the caller, or for whom the caller serves. A family account needs no more than the agent and
    covers view, show_code and wallet; agents and guardians are registered at a counter.

    scope: what the authority covers. valid_to: the first day it is over. evidence_hash: of the paper.
    consent_text: the version of the wording the principal agreed to.
    """

    agent: Named
    kind: Literal["family_account", "agent", "guardian"]
    consent_text: Text
    scope: list[ScopeName] = []
    valid_to: date | None = None
    evidence_hash: Digest | None = None


class Confirmation(msgspec.Struct):
    """called_back: the principal was just asked, by call-back or face to face, and said yes."""

    called_back: bool = False


@post("/mandates", sync_to_thread=True, tags=["mandates"])
def grant(request: Asking, office: TheOffice, data: JSONBody[MandateWanted]) -> Response[MandateShown]:
    """Let somebody act for the caller. Needs a fresh proof."""
    return write(office, request, data, lambda call: _grant(call, data), status=201)


@post("/mandates/{mandate_id:str}/confirmation", sync_to_thread=True, tags=["mandates"])
def confirm(
    request: Asking, office: TheOffice, mandate_id: PathIdentifier, data: JSONBody[Confirmation]
) -> Response[MandateShown]:
    """Confirm as the second member of staff, or say yes as the principal, who needs a fresh proof."""
    return write(office, request, data, lambda call: _confirm(call, int(mandate_id), data), status=201)


@post("/mandates/{mandate_id:str}/end", sync_to_thread=True, tags=["mandates"])
def end(request: Asking, office: TheOffice, mandate_id: PathIdentifier) -> Response[MandateShown]:
    """End a mandate at once, from either side."""
    return write(office, request, None, lambda call: _end(call, int(mandate_id)), status=201)


@get("/mandates", sync_to_thread=True, tags=["mandates"])
def list_mandates(
    request: Asking, office: TheOffice, after: QueryIdentifier = "0", limit: PageSize = 20
) -> MandatePage:
    """Mandates the caller gave or has, ended ones too, newest last."""
    return read(office, request, lambda call: _list(call, int(after), limit))


def _grant(call: Call, wanted: MandateWanted) -> MandateShown:
    access.require_step_up(call.caller, now=call.now)
    principal, pool = call.caller.person(), _pool(call)
    require_consent_text(wanted.consent_text)
    kind = MandateKind(wanted.kind)
    if kind is not MandateKind.FAMILY_ACCOUNT:
        access.require_role(call.caller, SERVE_CITIZENS, pool=pool)
    agent = require_named(call, wanted.agent, purpose="mandate")
    kin = kinship.find_kinds(call.db, subject_id=agent, object_id=principal, on=beijing_day(call.now))
    asked = MandateAsked(
        principal,
        agent,
        kind,
        _scope_of(wanted),
        valid_to=wanted.valid_to,
        evidence_hash=bytes.fromhex(wanted.evidence_hash) if wanted.evidence_hash else None,
        is_parent=FactKind.PARENT in kin,
        is_guardian=FactKind.GUARDIAN in kin,
    )
    granted = delegation.grant_mandate(
        call.db, asked=asked, now=call.now, policy=call.policy, pool=pool, by=call.caller.by
    )
    agreed = Agreed(
        principal, kind.value, wanted.consent_text, granted.mandate_id, call.caller.by, granted.evidence_hash
    )
    access.give_consents(call.db, given=[agreed], now=call.now)
    return shown(granted)


def _confirm(call: Call, mandate_id: int, said: Confirmation) -> MandateShown:
    access.require_step_up(call.caller, now=call.now)
    _require_side(call, mandate_id, agent_too=False)
    called_back = said.called_back and bool(call.caller.grants)
    return shown(
        delegation.confirm_mandate(
            call.db, mandate_id=mandate_id, called_back=called_back, now=call.now, by=call.caller.by
        )
    )


def _end(call: Call, mandate_id: int) -> MandateShown:
    mandate = _require_side(call, mandate_id, agent_too=True)
    reason = "PRINCIPAL_REQUEST" if mandate.principal_id == call.caller.person() else "AGENT_REQUEST"
    ended = delegation.end_mandate(call.db, mandate_id=mandate_id, reason=reason, now=call.now, by=call.caller.by)
    access.withdraw_consents(call.db, person_id=mandate.principal_id, about_id=mandate_id, now=call.now)
    return shown(ended)


def _list(call: Call, after: int, limit: int) -> MandatePage:
    person = call.caller.person()
    found = delegation.list_mandates(call.db, person_id=person, after=after, limit=limit)
    names = masked_names(call, {one for m in found for one in (m.principal_id, m.agent_id)})
    return MandatePage(
        [
            MandateListed(shown(m), "principal", names[m.agent_id])
            if m.principal_id == person
            else MandateListed(shown(m), "agent", names[m.principal_id])
            for m in found
        ],
        str(found[-1].mandate_id) if len(found) == limit else None,
    )


def _require_side(call: Call, mandate_id: int, *, agent_too: bool) -> Mandate:
    """A mandate in which the caller, or whom she serves, is the principal, or the agent; refuses MandateUnknown."""
    found = delegation.find_mandates(call.db, mandate_ids=[mandate_id]).get(mandate_id)
    person = call.caller.person()
    if found is None or person not in (found.principal_id, found.agent_id if agent_too else None):
        raise MandateUnknown()
    return found


def _pool(call: Call) -> int:
    """Whose policy counts: where the principal is insured, at a counter the one that serves her."""
    person = call.caller.person()
    pools = {relation.pool for relation in insured.find_relations(call.db, people=[person])[person].values()}
    served = [pool for pool in pools if any(g.covers(pool) for g in call.caller.grants if g.role in SERVE_CITIZENS)]
    return min(served or pools)


def _scope_of(wanted: MandateWanted) -> frozenset[Scope]:
    if wanted.kind == "family_account" and not wanted.scope:
        return FAMILY_SCOPE
    return frozenset(Scope(name) for name in wanted.scope)


HANDLERS = [grant, confirm, end, list_mandates]
