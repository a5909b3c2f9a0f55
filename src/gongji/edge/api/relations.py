"""Whom a person shares with, who shares with her, and ending it (R-08, R-12)."""

from datetime import datetime
from typing import Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery

from gongji import access, mutual_aid
from gongji.access import Scope
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import (
    Identifier,
    PageSize,
    PathIdentifier,
    QueryIdentifier,
    is_one_of,
    masked_names,
)
from gongji.mutual_aid import AidRelation, RelationUnknown


class RelationShown(msgspec.Struct):
    """state: active, suspended or dissolved; end_reason by R-12."""

    relation_id: Identifier
    relation: str
    evidence: str
    state: str
    activated_at: datetime
    ended_at: datetime | None = None
    end_reason: str | None = None


class RelationListed(msgspec.Struct):
    """A relation with the other side's name, masked. former_record: of a record merged into this one (W-03)."""

    relation: RelationShown
    with_whom: str
    former_record: bool


class RelationPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    relations: list[RelationListed]
    after: Identifier | None


@get("/relations", sync_to_thread=True, tags=["relations"])
def list_relations(
    request: Asking,
    office: TheOffice,
    side: FromQuery[Literal["given", "received"]],
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> RelationPage:
    """Relations in which the caller gives, or receives; dissolved ones too."""
    return read(office, request, lambda call: _list(call, side == "given", int(after), limit))


@get("/relations/{relation_id:str}", sync_to_thread=True, tags=["relations"])
def show_relation(request: Asking, office: TheOffice, relation_id: PathIdentifier) -> RelationShown:
    """One relation of the caller's."""
    return read(office, request, lambda call: shown(require_own(call, relation_id, Scope.VIEW)))


@post("/relations/{relation_id:str}/dissolution", sync_to_thread=True, tags=["relations"])
def dissolve(request: Asking, office: TheOffice, relation_id: PathIdentifier) -> Response[RelationShown]:
    """End a relation, from either side; what is left of its quota returns to the donor at once (R-14)."""
    return write(office, request, None, lambda call: _dissolve(call, relation_id), status=201)


def require_own(call: Call, relation_id: str, scope: Scope) -> AidRelation:
    """A relation in which the caller, by any of her records, is one side; refuses NotYours, RelationUnknown."""
    person = access.require_scope(call.caller, scope)
    found = mutual_aid.find_relations_by_id(call.db, relation_ids=[int(relation_id)]).get(int(relation_id))
    if found is None or not is_one_of(call, person, (found.donor_id, found.beneficiary_id)):
        raise RelationUnknown()
    return found


def _dissolve(call: Call, relation_id: str) -> RelationShown:
    relation = require_own(call, relation_id, Scope.RELATIONS)
    given = call.caller.acts_for == relation.donor_id
    reason = "DONOR_REQUEST" if given else "BENEFICIARY_REQUEST"
    ended = mutual_aid.dissolve(
        call.db, relation_id=relation.relation_id, reason=reason, now=call.now, by=call.caller.by
    )
    _withdraw_consents(call, relation)
    return shown(ended)


def _withdraw_consents(call: Call, relation: AidRelation) -> None:
    """What both agreed to has ended; consents are to the invitation it began with (N-02)."""
    invitation_id = mutual_aid.find_invitation_of(
        call.db, beneficiary_id=relation.beneficiary_id, relation_id=relation.relation_id
    )
    if invitation_id is None:
        return
    for person in (relation.donor_id, relation.beneficiary_id):
        access.withdraw_consents(call.db, person_id=person, about_id=invitation_id, now=call.now)


def _list(call: Call, given: bool, after: int, limit: int) -> RelationPage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = mutual_aid.list_relations(call.db, person_id=person, given=given, after=after, limit=limit)
    others = {r.relation_id: r.beneficiary_id if given else r.donor_id for r in found}
    names = masked_names(call, others.values())
    return RelationPage(
        [
            RelationListed(shown(r), names[others[r.relation_id]], person not in (r.donor_id, r.beneficiary_id))
            for r in found
        ],
        str(found[-1].relation_id) if len(found) == limit else None,
    )


def shown(relation: AidRelation) -> RelationShown:
    """A relation as either side may see it."""
    return RelationShown(
        relation_id=str(relation.relation_id),
        relation=f"{relation.relation:02d}",
        evidence=relation.evidence,
        state=relation.state,
        activated_at=relation.activated_at,
        ended_at=relation.ended_at,
        end_reason=relation.end_reason,
    )


HANDLERS = [list_relations, show_relation, dissolve]
