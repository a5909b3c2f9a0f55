"""Quotas of a whole balance, and the lots of the pilot found quickly when it ends."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0010"
down_revision = "0009"
upgrade = sql_beside(__file__)
