"""Whom a bill concerns that relatives' money paid, or paid no more: the patient, and each donor (N-04, N-05, A-08)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cells_and
from gongji.ground.rows import fetch
from gongji.ground.value import value
from gongji.ledger import AccountKind
from gongji.mutual_aid import Use
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Side
from gongji.settlement import Visit

OF_QUOTAS = (AccountKind.QUOTA_CURRENT, AccountKind.QUOTA_CARRIED)
USE = {Visit.PHARMACY: Use.PHARMACY, Visit.OUTPATIENT: Use.VISIT}


@value
class Paid:
    """What one donor's quotas paid of a bill. settlement_id: the bill, or what undid it; bought_at: of the bill."""

    settlement_id: int
    person_id: int
    visit: int
    place: int
    bought_at: datetime
    donor_id: int
    amount_fen: int


def about_payments(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The patient with all who paid for her, and each donor with what was his; nobody where no quota paid.

    What is left is told as it is now, when the notice is written.
    """
    paid: dict[int, list[Paid]] = {}
    for by_donor in _paid(db, heard):
        paid.setdefault(by_donor.settlement_id, []).append(by_donor)
    left = _left(db, {of_bill[0].person_id for of_bill in paid.values()})
    concerns = []
    for one in heard:
        if of_bill := paid.get(one.fact_id):
            concerns.append(_patient(one, of_bill, left))
            concerns += [_donor(one, by_donor, left) for by_donor in of_bill]
    return concerns


def _patient(one: Heard, paid: Sequence[Paid], left: Mapping[tuple[int, int], int]) -> Concern:
    said = {
        "people": [str(by_donor.donor_id) for by_donor in paid],
        "amount_fen": sum(by_donor.amount_fen for by_donor in paid),
        "left_fen": sum(left.get((by_donor.person_id, by_donor.donor_id), 0) for by_donor in paid),
    }
    return Concern(one, Side.BENEFICIARY, paid[0].person_id, said | _when_and_what(paid[0]))


def _donor(one: Heard, paid: Paid, left: Mapping[tuple[int, int], int]) -> Concern:
    said = {
        "people": [str(paid.person_id)],
        "amount_fen": paid.amount_fen,
        "left_fen": left.get((paid.person_id, paid.donor_id), 0),
        "pool": paid.place,
    }
    return Concern(one, Side.DONOR, paid.donor_id, said | _when_and_what(paid))


def _when_and_what(paid: Paid) -> dict[str, str]:
    use = USE[Visit(paid.visit)]
    return {"bought_on": beijing_day(paid.bought_at).isoformat(), "use": use.name or ""}


def _paid(db: Connection[Any], heard: Sequence[Heard]) -> list[Paid]:
    """Read from the journal of the bill: a refund may have gone elsewhere since (S-22), whose it was stays."""
    return fetch(
        db,
        Paid,
        """
        with bill as (
            select s.settlement_id, s.cell, s.person_id, s.visit, s.treatment_pool,
                   coalesce(c.original_id, s.settlement_id) as original_id
            from settlement s
            left join cancellation c on c.cell = s.cell and c.settlement_id = s.settlement_id
            where s.cell = any(%s::smallint[])
            and s.settlement_id = any(%s::bigint[])
            and s.aid_fen <> 0
        )
        select bill.settlement_id, bill.person_id, bill.visit, bill.treatment_pool, original.accepted_at,
               account.owner_id, sum(transfer.amount_fen)::bigint
        from bill
        join settlement original on original.cell = bill.cell and original.settlement_id = bill.original_id
        join transfer on transfer.cell = bill.cell and transfer.journal_id = bill.original_id
        join account on account.cell = transfer.cell and account.account_id = transfer.debit_account
        where account.kind = any(%s::smallint[])
        group by bill.settlement_id, bill.person_id, bill.visit, bill.treatment_pool, original.accepted_at,
                 account.owner_id
        order by bill.settlement_id, min(transfer.line)
        """,
        [*cells_and(one.fact_id for one in heard), [kind.value for kind in OF_QUOTAS]],
    )


def _left(db: Connection[Any], patients: Collection[int]) -> dict[tuple[int, int], int]:
    """What (patient, donor) still have in quotas."""
    left: dict[tuple[int, int], int] = {}
    for account in ledger.find_accounts(db, spenders=patients):
        if account.kind in OF_QUOTAS:
            pair = account.spender_id, account.owner_id
            left[pair] = left.get(pair, 0) + account.balance_fen
    return left
