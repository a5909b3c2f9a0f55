"""Interest on personal accounts, and pay-outs to people."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0008"
down_revision = "0007"
upgrade = sql_beside(__file__)
