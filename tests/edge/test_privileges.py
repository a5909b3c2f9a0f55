"""The program refuses to work with privileges that could edit the past."""

from typing import Any

import pytest
from psycopg import Connection

from gongji.edge.operator_error import OperatorError
from gongji.edge.postgres import Database, require_least_privilege


@pytest.mark.any_server
def test_the_app_role_as_migrated_is_accepted(db: Connection[Any]) -> None:
    require_least_privilege(db)


@pytest.mark.any_server
@pytest.mark.parametrize(
    "too_much",
    [
        "grant delete on transfer to gongji_app",
        "grant truncate on request to gongji_app",
        "grant update (amount_fen) on transfer to gongji_app",
        "grant update on transfer_2026q4 to gongji_app",
        "grant gongji_owner to gongji_app",
    ],
)
def test_a_role_that_could_edit_the_past_is_refused(superuser: Connection[Any], too_much: str) -> None:
    # Rolled back: membership in a role belongs to the server, which other tests use at this moment.
    with superuser.transaction(force_rollback=True):
        superuser.execute(too_much.encode())
        superuser.execute("set local role gongji_app")
        with pytest.raises(OperatorError, match="role gongji_app could edit the past"):
            require_least_privilege(superuser)


def test_the_owner_and_the_superuser_are_refused(owner: Connection[Any], superuser: Connection[Any]) -> None:
    for connection in (owner, superuser):
        with pytest.raises(OperatorError, match="connect as gongji_app"):
            require_least_privilege(connection)


def test_a_database_without_the_tables_is_refused(superuser: Connection[Any], database: Database) -> None:
    superuser.execute("alter table fact rename to facts")
    with database.app_connection() as db, pytest.raises(OperatorError, match="no table fact: run"):
        require_least_privilege(db)
