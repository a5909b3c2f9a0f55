"""A person named by her certificate and her name, both of which have to be hers."""

from typing import Annotated

import msgspec
from msgspec import Meta

from gongji import insured
from gongji.edge.api.call import Call
from gongji.edge.api.shown import Text
from gongji.insured import PersonUnknown


class Named(msgspec.Struct):
    """A person by certificate; the name must be hers."""

    name: Text
    certificate_number: Text
    certificate_type: Annotated[str, Meta(pattern=r"^[0-9]{2}\Z")] = "01"


def require_named(call: Call, named: Named, *, purpose: str) -> int:
    """The person with this certificate and this name; refuses whoever is not both, without saying which.

    purpose: why she is looked at.
    """
    certificate = (named.certificate_type, named.certificate_number)
    person = insured.by_certificate(call.db, call.keys, certificates=[certificate]).get(certificate)
    if person is None:
        raise PersonUnknown()
    known = insured.find_people(call.db, people=[person])[person].personal_fields(call.keys)
    call.looked(person, purpose=purpose)
    if known.name != named.name:
        raise PersonUnknown()
    return person
