"""Looks of hospitals and pharmacies beside those of people; a relation keeps its place in the beneficiary's order."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0018"
down_revision = "0017"
upgrade = sql_beside(__file__)
