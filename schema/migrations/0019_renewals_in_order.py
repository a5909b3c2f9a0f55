"""Quotas to renew are listed in their order, however many there are."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0019"
down_revision = "0018"
upgrade = sql_beside(__file__)
