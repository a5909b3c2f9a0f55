"""Pay codes of our own, and which payment used which."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0016"
down_revision = "0015"
upgrade = sql_beside(__file__)
