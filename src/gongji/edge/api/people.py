"""Find somebody as staff, masked, and see a field in full for a reason; both are written down for her (N-03, N-06)."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from litestar import post
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, insured
from gongji.access import Grant, NoRole, Role
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Identifier, PathIdentifier, Text
from gongji.edge.masked import masked_certificate, masked_name, masked_number, masked_telephone
from gongji.ground.value import replace
from gongji.insured import InsuredRelation, Person, PersonUnknown

SEVERAL_SHARE_A_TELEPHONE = 20

Purpose = Annotated[str, Meta(max_length=100, description="what for; the person sees it")]


class Wanted(msgspec.Struct):
    """Whom, by one of her numbers; it stands in the body, since addresses are kept in logs."""

    by: Literal["person_number", "certificate", "telephone"]
    number: Text
    purpose: Purpose = ""
    certificate_type: Annotated[str, Meta(pattern=r"^[0-9]{2}\Z")] = "01"


class FieldsWanted(msgspec.Struct):
    """Which fields are to be seen in full, what for, and why masked ones do not do."""

    fields: Annotated[
        list[Literal["name", "person_number", "certificate_number", "telephone"]], Meta(min_length=1, max_length=4)
    ]
    reason: Text
    purpose: Purpose = ""


class CoverShown(msgspec.Struct):
    """status: 0 not insured, 1 normal, 2 paused, 3 invalid, 4 ended."""

    scheme: int
    pool: int
    status: int


class PersonShown(msgspec.Struct):
    """Masked: 张*三, …0101, 110101********1234, 138****1234 (N-03).

    former_until: where she was found by a certificate that was replaced, the first day it was no longer hers.
    """

    person_id: Identifier
    name: str
    person_number: str
    certificate_type: str
    certificate_number: str
    telephone: str
    insured: list[CoverShown]
    former_until: date | None = None


@post("/people/lookups", status_code=200, sync_to_thread=True, tags=["people"])
def look_up(request: Asking, office: TheOffice, data: JSONBody[Wanted]) -> list[PersonShown]:
    """People insured in the caller's region with this number, certificate or telephone; nobody else is found.

    A certificate that was replaced leads to who carried it.

    Every one of them sees that she was looked up, and what for.
    """
    return read(office, request, lambda call: _look_up(call, data))


@post("/people/{person_id:str}/unmasking", status_code=200, sync_to_thread=True, tags=["people"])
def unmask(
    request: Asking, office: TheOffice, person_id: PathIdentifier, data: JSONBody[FieldsWanted]
) -> dict[str, str]:
    """See fields of one person in full. Needs a fresh proof and a reason; the person sees both."""
    return read(office, request, lambda call: _unmask(call, int(person_id), data))


def _look_up(call: Call, wanted: Wanted) -> list[PersonShown]:
    _require_staff(call)
    until = _candidates(call, wanted)
    candidates = insured.find_people(call.db, people=until)
    covers = insured.find_relations(call.db, people=candidates)
    shown = []
    for person_id, person in sorted(candidates.items()):
        held = covers.get(person_id, {})
        if (grant := _grant(call, held)) is not None:
            _looked(call, person_id, grant, wanted.purpose)
            shown.append(_shown(call, person, held, until[person_id]))
    return shown


def _candidates(call: Call, wanted: Wanted) -> dict[int, date | None]:
    """Who it may be, and until when it was her certificate where that was replaced."""
    db, keys = call.db, call.keys
    match wanted.by:
        case "person_number":
            return dict.fromkeys(insured.by_number(db, keys, person_numbers=[wanted.number]).values())
        case "certificate":
            certificate = (wanted.certificate_type, wanted.number)
            now_hers = insured.by_certificate(db, keys, certificates=[certificate])
            former = None if now_hers else insured.by_former_certificate(db, keys, certificate=certificate)
            return dict([former]) if former else dict.fromkeys(now_hers.values())
        case "telephone":
            numbers = insured.by_telephone(db, keys, telephone=wanted.number, limit=SEVERAL_SHARE_A_TELEPHONE)
            return dict.fromkeys(numbers)


def _unmask(call: Call, person_id: int, wanted: FieldsWanted) -> dict[str, str]:
    _require_staff(call)
    access.require_fresh(call.caller, now=call.now)
    person = insured.find_people(call.db, people=[person_id]).get(person_id)
    grant = _grant(call, insured.find_relations(call.db, people=[person_id]).get(person_id, {}))
    # Who is insured elsewhere is not told apart from nobody; an erased one is nobody.
    if person is None or person.wrapped_key is None or grant is None:
        raise PersonUnknown()
    _looked(call, person_id, grant, wanted.purpose, unmasked=sorted(set(wanted.fields)), reason=wanted.reason)
    fields = person.personal_fields(call.keys)
    return {name: getattr(fields, name) for name in sorted(set(wanted.fields))}


def _require_staff(call: Call) -> None:
    if not call.caller.grants:
        raise NoRole(role=Role.CLERK.value)


def _grant(call: Call, held: dict[int, InsuredRelation]) -> Grant | None:
    """By which of her roles the caller may look at somebody insured there."""
    return next((g for g in call.caller.grants if any(g.covers(cover.pool) for cover in held.values())), None)


def _looked(
    call: Call, person_id: int, grant: Grant, purpose: str, *, unmasked: list[str] | None = None, reason: str = ""
) -> None:
    by = replace(call.caller.by, authority_id=grant.grant_id)
    access.record_looks(
        call.db, people=[person_id], purpose=purpose, now=call.now, by=by, unmasked=unmasked or [], reason=reason
    )


def _shown(call: Call, person: Person, held: dict[int, InsuredRelation], former_until: date | None) -> PersonShown:
    fields = person.personal_fields(call.keys)
    return PersonShown(
        person_id=str(person.person_id),
        name=masked_name(fields.name),
        person_number=masked_number(fields.person_number),
        certificate_type=fields.certificate_type,
        certificate_number=masked_certificate(fields.certificate_number),
        telephone=masked_telephone(fields.telephone),
        insured=[CoverShown(cover.scheme, cover.pool, cover.status) for cover in held.values()],
        former_until=former_until,
    )


HANDLERS = [look_up, unmask]
