"""Partitions to the end of 2030."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0002"
down_revision = "0001"
upgrade = sql_beside(__file__)
