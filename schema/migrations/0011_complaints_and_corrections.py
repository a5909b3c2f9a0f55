"""Complaints and corrections of money; work items go up before they are due."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0011"
down_revision = "0010"
upgrade = sql_beside(__file__)
