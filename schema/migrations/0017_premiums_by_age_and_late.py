"""Premiums say what they were paid by, how long cover waits and when it begins."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0017"
down_revision = "0016"
upgrade = sql_beside(__file__)
