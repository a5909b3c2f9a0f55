"""People by the person numbers of a file."""

from collections.abc import Mapping

from gongji.edge.imports.line import LineRefused


def whose(people: Mapping[str, int], person_number: str, field: str) -> int:
    """The person with this number; refuses the line where nobody has it. people: as `insured.by_number` found them."""
    if person_number not in people:
        raise LineRefused("PERSON_UNKNOWN", f"{field} is nobody's person number")
    return people[person_number]
