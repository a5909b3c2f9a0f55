"""What people are told more of: records, reminders, who looked at them."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0012"
down_revision = "0011"
upgrade = sql_beside(__file__)
