"""How things are shown: amounts as text in yuan, identifiers as text, names masked (N-03 … N-05)."""

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated

from litestar.params import PathParameter, QueryParameter
from msgspec import Meta

from gongji.edge.api.call import Call
from gongji.edge.masked import masked_name
from gongji.ground.money import fen_of
from gongji.insured import find_people, records_of

# Yuan with two decimals, as text: no reader can lose a fen on the way.
Yuan = Annotated[str, Meta(pattern=r"^-?[0-9]{1,14}(\.[0-9]{1,2})?\Z", examples=["9781.50"])]
# One of our identifiers, as text: JavaScript cannot hold it as a number.
Identifier = Annotated[str, Meta(pattern=r"^[0-9]{1,18}\Z", examples=["382778882312343552"])]
Text = Annotated[str, Meta(min_length=1, max_length=100)]
# The same in a path and in a query, where limits are read from the framework's own markers.
NUMBER = r"^[0-9]{1,18}$"
PathIdentifier = Annotated[str, PathParameter(pattern=NUMBER)]
QueryIdentifier = Annotated[str, QueryParameter(pattern=NUMBER)]
PageSize = Annotated[int, QueryParameter(ge=1, le=100)]


def fen_given(amount: str, *, field: str) -> int:
    """Whole fen of an amount somebody sent; refuses AmountInvalid."""
    return fen_of(Decimal(amount), field=field)


def limit_given(limit: str | None) -> int:
    """Whole fen of a quota's limit; 0 where none was sent, as a whole balance has none. Refuses AmountInvalid."""
    return 0 if limit is None else fen_given(limit, field="limit")


def masked_names(call: Call, people: Collection[int]) -> dict[int, str]:
    """The masked names of people."""
    return {
        person_id: masked_name(person.personal_fields(call.keys).name)
        for person_id, person in find_people(call.db, people=people).items()
    }


def is_one_of(call: Call, person_id: int, people: Collection[int]) -> bool:
    """Whether somebody is among these people, with this record or with one that was merged into it (W-03)."""
    return person_id in people or not set(people).isdisjoint(records_of(call.db, person_id=person_id))
