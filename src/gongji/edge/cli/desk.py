"""What a command about people, pools and institutions works with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import typer
from psycopg import Connection

from gongji import access, insured, ledger, mutual_aid
from gongji.audit import By
from gongji.edge.clock import Clock
from gongji.edge.postgres import open_database, require_least_privilege
from gongji.edge.readiness import require_schema
from gongji.edge.settings import Settings, require_key_store_for
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.keys import FileKeyStore, KeyStore
from gongji.ground.policy import PolicySet, published
from gongji.ground.value import value
from gongji.mutual_aid import AidRelation, Quota

# Whoever types commands on the server; who that is, the machine's own log tells.
OPERATOR = By(0, "command")


@value
class Desk:
    """db: one transaction for the whole command. now: the moment of business. purpose: which command it is."""

    db: Connection[Any]
    keys: KeyStore
    now: datetime
    policy: PolicySet
    purpose: str

    def person(self, person_number: str) -> int:
        """Who has this number; refuses a number nobody has. The person sees that an operator looked (N-03)."""
        person = insured.require_person(self.db, self.keys, person_number=person_number)
        access.record_looks(self.db, people=[person], purpose=self.purpose, now=self.now, by=OPERATOR)
        return person

    def pool(self, division: str) -> int:
        """The pool that answers for a division today; refuses a division that none answers for."""
        return pool_of(division, on=beijing_day(self.now))

    def quota_of(self, relation: AidRelation) -> Quota | None:
        """The active quota of a relation, None where it has none."""
        quotas = mutual_aid.find_quotas(self.db, beneficiaries=[relation.beneficiary_id])
        hers = quotas.get(relation.beneficiary_id, [])
        return next((quota for quota in hers if quota.relation_id == relation.relation_id), None)

    def left_fen(self, quota: Quota) -> int:
        """What can still be spent of a quota (Q-04)."""
        accounts = ledger.find_accounts(self.db, spenders=[quota.beneficiary_id])
        return sum(account.balance_fen for account in accounts if account.subject_id == quota.quota_id)


@contextmanager
def open_desk(context: typer.Context) -> Iterator[Desk]:
    """The desk of one command: what it did is committed at the end, and nothing of it where it was refused."""
    settings: Settings = context.obj
    keys = FileKeyStore(settings.key_store)
    require_key_store_for(settings, keys)
    with open_database(settings) as database, database.app_connection() as db:
        require_schema(db)
        require_least_privilege(db)
        yield Desk(db, keys, Clock.parse(settings.clock).now(), published(), context.command_path)
