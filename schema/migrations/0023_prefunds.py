"""Prefunds between provinces."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0023"
down_revision = "0022"
upgrade = sql_beside(__file__)
