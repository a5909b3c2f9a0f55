"""The first schema."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0001"
down_revision = None
upgrade = sql_beside(__file__)
