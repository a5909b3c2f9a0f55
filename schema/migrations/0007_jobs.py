"""Jobs: their runs, and the queue of procrastinate in a schema of its own."""

from importlib.resources import files

from alembic import op

from gongji.edge.postgres.migrate import run_sql, sql_beside

revision = "0007"
down_revision = "0006"

IN_ITS_OWN_SCHEMA = """
create schema jobs;
set local search_path = jobs;
{}
set local search_path = public;
grant usage on schema jobs to gongji_app;
grant select, insert, update, delete on all tables in schema jobs to gongji_app;
grant usage on all sequences in schema jobs to gongji_app;
grant execute on all functions in schema jobs to gongji_app;
"""


def upgrade() -> None:
    """The queue's tables are the library's own; nothing of ours refers to them."""
    sql_beside(__file__)()
    library = files("procrastinate").joinpath("sql", "schema.sql").read_text()
    run_sql(op.get_bind(), IN_ITS_OWN_SCHEMA.format(library).encode())
