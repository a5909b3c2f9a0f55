"""People and money over time: callers, kinship, invitations, a queue with owners."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0003"
down_revision = "0002"
upgrade = sql_beside(__file__)
