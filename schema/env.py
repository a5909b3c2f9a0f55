"""How Alembic runs the migrations; `gongji.edge.postgres.migrate` gives it the connection."""

from typing import Any

from alembic import context


def told(ctx: Any, step: Any, heads: Any, run_args: Any) -> None:
    """Tell whoever asked for the migration that a step is done."""
    context.config.attributes["on_step"](f"{step.up_revision_id} {step.up_revision.doc}")


context.configure(
    connection=context.config.attributes["connection"],
    transaction_per_migration=True,
    version_table="schema_version",
    on_version_apply=told,
)
with context.begin_transaction():
    context.run_migrations()
