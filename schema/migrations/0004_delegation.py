"""People who act for others: mandates, with their paper, their second clerk and their end."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0004"
down_revision = "0003"
upgrade = sql_beside(__file__)
