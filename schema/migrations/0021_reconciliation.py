"""Clearing: what provinces answer to the files of a day, and what waits for it."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0021"
down_revision = "0020"
upgrade = sql_beside(__file__)
