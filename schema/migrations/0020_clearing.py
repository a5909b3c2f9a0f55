"""Clearing: filed days, batches, notices."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0020"
down_revision = "0019"
upgrade = sql_beside(__file__)
