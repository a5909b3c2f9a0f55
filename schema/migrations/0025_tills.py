"""What institutions tell of their bills, by message and by file; reminders of days without an answer."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0025"
down_revision = "0024"
upgrade = sql_beside(__file__)
