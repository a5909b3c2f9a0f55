"""Whether the books agree after what the bench did to them."""

from collections.abc import Callable

from psycopg import IsolationLevel

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database
from gongji.verification import CHECKS, verify


def require_books_agree(database: Database, progress: Callable[[int, int], None]) -> None:
    """Raises OperatorError with the first places where the books do not agree; progress: told checks done and all."""
    with database.app_connection() as db:
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        db.read_only = True
        violations = verify(db, progress=lambda _, place: progress(place, len(CHECKS)))
    if violations:
        told = "\n".join(f"{violation.check.name}: {violation.what}" for violation in violations)
        raise OperatorError(f"the books do not agree\n{told}")
