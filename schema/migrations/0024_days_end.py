"""A filed day is found without looking at what came after it; what a batch held, by the batch."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0024"
down_revision = "0023"
upgrade = sql_beside(__file__)
