"""One person: changed names and certificates with what was before, and two records that are one person's."""

from gongji.edge.postgres.migrate import sql_beside

revision = "0009"
down_revision = "0008"
upgrade = sql_beside(__file__)
