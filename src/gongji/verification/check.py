"""One check of the books: what must hold, by which rules, and the query that finds where it does not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """name: the sentence that must be true; rules: where it is demanded.

    sql: a query of one text column, a row for each place where the sentence is false, naming it by identifiers and fen.
    It is read whole, without parameters, and runs over every row there is: joins and groupings, nothing row by row.
    """

    name: str
    rules: tuple[str, ...]
    sql: str
