"""Institutions as callers, and an index behind each list of the clearing."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0026"
down_revision = "0025"
upgrade = sql_beside(__file__)
