"""Looks of hospitals and pharmacies are written down beside those of people."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0018"
down_revision = "0016"
upgrade = sql_beside(__file__)
