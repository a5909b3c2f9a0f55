"""What people are told: notices, and how far facts have become notices."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0005"
down_revision = "0004"
upgrade = sql_beside(__file__)
