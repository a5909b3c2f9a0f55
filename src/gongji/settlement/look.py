"""Everything a batch has to see before it decides, looked at after its locks, a statement a kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import array_of, cell_of, new_identifiers
from gongji.ground.value import value
from gongji.institutions import Institution, PoolState, find_institutions, find_pools
from gongji.insured import InsuredRelation, find_relations
from gongji.ledger import Account, Locked, Spender
from gongji.mutual_aid import Quota, find_quotas
from gongji.settlement.catalogue import CatalogueItem, find_items
from gongji.settlement.charges import Charges, find_charges
from gongji.settlement.requests import Pay, Request, Reverse
from gongji.settlement.settlement import Outcome
from gongji.settlement.trial import Trial, find_trials
from gongji.settlement.years import Sums, Years


@value
class Earlier:
    """What a message number led to before."""

    person_cell: int
    digest: bytes
    outcome_id: int
    kind: Outcome


@dataclass(slots=True)
class Scene:
    """What was seen under the locks; balances, years and earlier answers run on in memory while the batch decides."""

    spenders: dict[int, Spender]
    accounts: dict[int, Account]
    accounts_of: dict[int, list[Account]]
    relations: dict[int, dict[int, InsuredRelation]]
    quotas: dict[int, list[Quota]]
    institutions: dict[str, Institution]
    pools: dict[int, PoolState]
    items: dict[str, CatalogueItem]
    trials: dict[tuple[int, int, bytes], Trial]
    charges: dict[tuple[int, str], Charges]
    earlier: dict[tuple[int, str], Earlier]
    identifiers: list[int]
    balances: dict[int, int]
    years: dict[int, Years] = field(default_factory=dict)

    def sums(self, person_id: int, year: int) -> Sums:
        """What the person's bills of a year used up so far."""
        years = self.years.get(person_id)
        if years is None:
            years = self.years[person_id] = Years.of(self.spenders[person_id])
        return years.sums(year)


def look(db: Connection[Any], requests: Sequence[Request], locked: Locked) -> Scene:
    """See all that the requests of one batch depend on; the people in it are locked already."""
    people = list(locked.spenders)
    pays = [request for request in requests if isinstance(request, Pay)]
    institutions = find_institutions(db, codes={request.key.institution for request in requests})
    relations = find_relations(db, people=people)
    quotas = find_quotas(db, beneficiaries=people)
    accounts_of: dict[int, list[Account]] = {}
    for account in locked.accounts.values():
        accounts_of.setdefault(account.spender_id, []).append(account)
    pools = {relation.pool for held in relations.values() for relation in held.values()}
    pools.update(account.book for account in locked.accounts.values())
    pools.update(quota.donor_pool for owned in quotas.values() for quota in owned)
    charges = find_charges(db, visits=[(p.visit_id, p.batch_no) for p in pays if p.visit_id is not None])
    codes = {line.catalogue_code for pay in pays for line in pay.lines}
    codes.update(line.catalogue_code for charged in charges.values() for line in charged.lines)
    return Scene(
        spenders=locked.spenders,
        accounts=locked.accounts,
        accounts_of=accounts_of,
        relations=relations,
        quotas=quotas,
        institutions=institutions,
        pools=find_pools(db, pools=pools),
        items=find_items(db, codes=codes) if codes else {},
        trials=find_trials(db, people=[pay.person_id for pay in pays]) if pays else {},
        charges=charges,
        earlier=find_earlier(db, requests, institutions),
        identifiers=new_identifiers(db, cells=[cell_of(request.person_id) for request in requests]),
        balances={account.account_id: account.balance_fen for account in locked.accounts.values()},
    )


def find_earlier(
    db: Connection[Any],
    requests: Sequence[Request],
    institutions: dict[str, Institution],
) -> dict[tuple[int, str], Earlier]:
    """What the message numbers of these requests, and those they reverse, led to before."""
    messages = {request.key.message_id for request in requests}
    messages.update(request.original_message_id for request in requests if isinstance(request, Reverse))
    rows = db.execute(
        """
        select institution_no, message_id, cell, content_digest, outcome_id, kind
        from request
        where message_id = any(%s)
        and institution_no = any(%s::integer[])
        """,
        [list(messages), array_of(institution.institution_no for institution in institutions.values())],
    )
    return {(row[0], row[1]): Earlier(row[2], row[3], row[4], Outcome(row[5])) for row in rows.fetchall()}
