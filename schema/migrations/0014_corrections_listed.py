"""Corrections are listed by pool."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0014"
down_revision = "0013"

upgrade = sql_beside(__file__)
