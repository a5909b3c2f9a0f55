"""The two roles: `gongji_owner` owns the schema and migrates, `gongji_app` only does what the grants allow."""

import psycopg
from psycopg import sql

from gongji.edge.postgres.cluster import Cluster
from gongji.edge.postgres.configuration import SUPERUSER

OWNER, APP = "gongji_owner", "gongji_app"
DATABASE = "gongji"


def make_roles_and_database(cluster: Cluster) -> None:
    """Make both roles and the empty database where they are missing."""
    with psycopg.connect(cluster.url("postgres", SUPERUSER), autocommit=True) as db:
        for role in (OWNER, APP):
            if not db.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                db.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
        make_database(db, DATABASE)


def make_database(db: psycopg.Connection, name: str, *, template: str = "template1") -> None:
    """Make a database of `gongji_owner` in which `gongji_app` may work, where there is none of that name."""
    if db.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return
    names = {"name": sql.Identifier(name), "owner": sql.Identifier(OWNER), "template": sql.Identifier(template)}
    # Half the time of the default strategy, which every test with a database of its own waits for.
    create = "create database {name} owner {owner} template {template} strategy file_copy"
    db.execute(sql.SQL(create).format(**names))
    db.execute(sql.SQL("revoke all on database {name} from public").format(**names))
    db.execute(sql.SQL("grant connect, temporary on database {name} to {app}").format(app=sql.Identifier(APP), **names))
