"""Facts of kinship are found by whom they speak of, ended ones too, without reading the table."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0013"
down_revision = "0012"

upgrade = sql_beside(__file__)
