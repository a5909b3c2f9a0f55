"""Lots pay premiums: an account for what an order holds of one, and which one a part came from."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0015"
down_revision = "0014"
upgrade = sql_beside(__file__)
