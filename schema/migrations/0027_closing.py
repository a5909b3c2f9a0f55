"""Disputed lines of a batch, and closed years."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0027"
down_revision = "0026"
upgrade = sql_beside(__file__)
