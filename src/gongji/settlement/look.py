"""Everything a batch has to see before it decides, looked at after its locks, a statement a kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import value
from gongji.institutions import Institution, PoolState, find_institutions, find_pools
from gongji.insured import InsuredRelation, find_relations
from gongji.ledger import Account, Locked, Spender
from gongji.mutual_aid import Quota, find_quotas, whole_balance_donors
from gongji.settlement.catalogue import CatalogueItem, find_items
from gongji.settlement.charges import Charges, find_charges
from gongji.settlement.pay_code import PayCode, find_codes
from gongji.settlement.requests import Pay, Request, Reverse
from gongji.settlement.settlement import Outcome
from gongji.settlement.trial import Trial, find_trials
from gongji.settlement.years import Sums, Years
from gongji.wallet import LOTS, WalletTransfer, find_transfers


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
    lots: dict[int, WalletTransfer]
    items: dict[str, CatalogueItem]
    trials: dict[tuple[int, int, bytes], Trial]
    charges: dict[tuple[int, str], Charges]
    codes: dict[bytes, PayCode]
    earlier: dict[tuple[int, str], Earlier]
    identifiers: list[int]
    balances: dict[int, int]
    years: dict[int, Years] = field(default_factory=dict)

    def donors_needed(self, person_id: int) -> set[int]:
        """The donors whose whole balance this person may spend and who are not locked with her (R-22)."""
        return whole_balance_donors(self.quotas.get(person_id, ())).difference(self.spenders)

    def sums(self, person_id: int, year: int) -> Sums:
        """What the person's bills of a year used up so far."""
        years = self.years.get(person_id)
        if years is None:
            years = self.years[person_id] = Years.of(self.spenders[person_id])
        return years.sums(year)


def look(db: Connection[Any], requests: Sequence[Request], locked: Locked) -> Scene:
    """See all that the requests of one batch depend on; the people in it are locked already.

    All that can be asked without another answer is asked first, and then the answers are waited for.
    """
    people = list(locked.spenders)
    pays = [request for request in requests if isinstance(request, Pay)]
    shown = [pay.code_index for pay in pays if pay.code_index is not None]
    visits = [(pay.visit_id, pay.batch_no) for pay in pays if pay.visit_id is not None]
    asked_institutions = find_institutions.later(db, codes={request.key.institution for request in requests})
    asked_relations = find_relations.later(db, people=people)
    asked_quotas = find_quotas.later(db, beneficiaries=people)
    asked_trials = find_trials.later(db, people=[pay.person_id for pay in pays]) if pays else dict
    asked_charges = find_charges.later(db, visits=visits) if visits else dict
    asked_codes = find_codes.later(db, indexes=shown) if shown else dict
    asked_earlier = find_earlier.later(db, requests)
    identifiers = new_identifiers.later(db, cells=[cell_of(request.person_id) for request in requests])
    relations, quotas, charges = asked_relations(), asked_quotas(), asked_charges()
    accounts_of: dict[int, list[Account]] = {}
    for account in locked.accounts.values():
        accounts_of.setdefault(account.spender_id, []).append(account)
    pools = {relation.pool for held in relations.values() for relation in held.values()}
    pools.update(account.book for account in locked.accounts.values())
    pools.update(quota.donor_pool for owned in quotas.values() for quota in owned)
    codes = {line.catalogue_code for pay in pays for line in pay.lines}
    codes.update(line.catalogue_code for charged in charges.values() for line in charged.lines)
    lots = {account.subject_id for account in locked.accounts.values() if account.kind in LOTS}
    asked_lots = find_transfers.later(db, transfer_ids=lots) if lots else dict
    asked_pools = find_pools.later(db, pools=pools)
    items = find_items(db, codes=codes)
    return Scene(
        spenders=locked.spenders,
        accounts=locked.accounts,
        accounts_of=accounts_of,
        relations=relations,
        quotas=quotas,
        institutions=asked_institutions(),
        pools=asked_pools(),
        lots=asked_lots(),
        items=items,
        trials=asked_trials(),
        charges=charges,
        codes=asked_codes(),
        earlier=asked_earlier(),
        identifiers=identifiers(),
        balances={account.account_id: account.balance_fen for account in locked.accounts.values()},
    )


@question
def find_earlier(db: Connection[Any], requests: Sequence[Request]) -> Asking[dict[tuple[int, str], Earlier]]:
    """What the message numbers of these requests, and those they reverse, led to before."""
    messages = {request.key.message_id for request in requests}
    messages.update(request.original_message_id for request in requests if isinstance(request, Reverse))
    rows = yield from asked(
        db,
        _earlier,
        """
        select institution_no, message_id, cell, content_digest, outcome_id, kind
        from request
        where message_id = any(%s)
        """,
        [list(messages)],
    )
    return dict(rows)


def _earlier(
    institution_no: int, message_id: str, cell: int, digest: bytes, outcome_id: int, kind: int
) -> tuple[tuple[int, str], Earlier]:
    return (institution_no, message_id), Earlier(cell, digest, outcome_id, Outcome(kind))
