"""Statements of institutions, and their sums by day and month."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0022"
down_revision = "0021"
upgrade = sql_beside(__file__)
