"""Premiums: orders and their parts."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0006"
down_revision = "0005"
upgrade = sql_beside(__file__)
