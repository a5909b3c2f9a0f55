"""A person as she is shown: masked, with what was before (N-03, N-07)."""

from datetime import date

import msgspec

from gongji import insured
from gongji.edge.api.call import Call
from gongji.edge.masked import masked_certificate, masked_name, masked_number, masked_telephone
from gongji.insured import Person, PersonalFields


class FieldsShown(msgspec.Struct):
    """Masked, each of it."""

    name: str
    certificate_type: str
    certificate_number: str
    telephone: str
    person_number: str


class FormerShown(msgspec.Struct):
    """What stood before. until: the day another was told; None of a merged record, whose certificate is good."""

    fields: FieldsShown
    until: date | None


class PersonShown(msgspec.Struct):
    """fields: as they are; former: what was before, and of records merged into hers."""

    fields: FieldsShown
    former: list[FormerShown]


def person_shown(call: Call, person_id: int, *, purpose: str) -> PersonShown:
    """Somebody with what was before, of all her records; the look is written down with its purpose."""
    call.looked(person_id, purpose=purpose)
    fields = fields_shown(row_of(call, person_id).personal_fields(call.keys))
    former: list[FormerShown] = []
    for record_id in insured.records_of(call.db, person_id=person_id):
        record = row_of(call, record_id)
        for change in insured.find_former(call.db, person_id=record_id):
            assert change.former is not None
            former.append(
                FormerShown(fields_shown(record.open(call.keys, change.former, PersonalFields)), change.happened_on)
            )
        if record_id != person_id:
            former.append(FormerShown(fields_shown(record.personal_fields(call.keys)), None))
    return PersonShown(fields, former)


def row_of(call: Call, person_id: int) -> Person:
    """A person's row, the personal fields still closed."""
    return insured.find_people(call.db, people=[person_id])[person_id]


def fields_shown(fields: PersonalFields) -> FieldsShown:
    """Personal fields, masked."""
    return FieldsShown(
        name=masked_name(fields.name),
        certificate_type=fields.certificate_type,
        certificate_number=masked_certificate(fields.certificate_number),
        telephone=masked_telephone(fields.telephone),
        person_number=masked_number(fields.person_number),
    )
