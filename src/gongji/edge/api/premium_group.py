"""Where a premium turns on somebody's group, the tax office says which it is (B-01)."""

from collections.abc import Callable
from typing import TypeVar

from gongji import access
from gongji.access import Scope
from gongji.contributions import PremiumGroupNotTold, Scheme
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking
from gongji.edge.office import Office
from gongji.edge.partners import Certificate
from gongji.insured import find_people

T = TypeVar("T")


def with_group(office: Office, request: Asking, scheme: Scheme, year: int, work: Callable[[str | None], T]) -> T:
    """Do something with a premium, and again with the person's group where that is needed.

    The office is asked between transactions, and only then: most pools have one amount, whatever it would answer.
    Refuses PremiumGroupNotTold where it does not answer.
    """
    try:
        return work(None)
    except PremiumGroupNotTold:
        who = read(office, request, _certificate)
        return work(office.tax.group(who=who, scheme=scheme, year=year))


def _certificate(call: Call) -> Certificate:
    person_id = access.require_scope(call.caller, Scope.PREMIUMS)
    fields = find_people(call.db, people=[person_id])[person_id].personal_fields(call.keys)
    return Certificate(fields.certificate_type, fields.certificate_number)
