"""Whom a bill concerns, or its being undone: the patient, and each donor whose quota paid (N-04, N-05, A-08)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.identifiers import cells_and
from gongji.ground.rows import fetch
from gongji.ground.value import value
from gongji.mutual_aid import Use
from gongji.notices.left import OF_QUOTAS, Left, find_left
from gongji.notices.notice import Concern, Heard
from gongji.notices.told import Case, Side
from gongji.settlement import Visit
from gongji.wallet import LOTS

USE = {Visit.PHARMACY: Use.PHARMACY, Visit.OUTPATIENT: Use.VISIT}


@value
class Paid:
    """What came of one giver's quotas, or lots. settlement_id: the bill, or what undid it; bought_at: of the bill.

    is_lot: it was sent her before and was hers already, so that the giver is told nothing.
    """

    settlement_id: int
    person_id: int
    visit: int
    place: int
    bought_at: datetime
    donor_id: int
    is_lot: bool
    amount_fen: int


def about_payments(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """The patient with all who paid for her, and each donor with what was his.

    Where relatives paid nothing it is the patient's alone, and nobody is told.
    """
    paid: dict[int, list[Paid]] = {}
    for by_donor in _paid(db, heard):
        paid.setdefault(by_donor.settlement_id, []).append(by_donor)
    patients = {of_bill[0].person_id for of_bill in paid.values()}
    left = find_left(db, people=patients, since=min(one.fact_id for one in heard))
    concerns = []
    for one in heard:
        if of_bill := paid.get(one.fact_id):
            concerns.append(_patient(one, of_bill, left))
            concerns += [_donor(one, by_donor, left) for by_donor in of_bill if not by_donor.is_lot]
        else:
            concerns.append(Concern(one, Side.OWNER, one.subject_id, {}))
    return concerns


def _patient(one: Heard, paid: Sequence[Paid], left: Left) -> Concern:
    said = {
        "people": list(dict.fromkeys(str(by_donor.donor_id) for by_donor in paid)),
        "amount_fen": sum(by_donor.amount_fen for by_donor in paid),
    }
    said |= left.of(one.fact_id, paid[0].person_id, {by_donor.donor_id for by_donor in paid})
    return Concern(one, Side.BENEFICIARY, paid[0].person_id, said | _when_and_what(paid[0]))


def _donor(one: Heard, paid: Paid, left: Left) -> Concern:
    said = {
        "people": [str(paid.person_id)],
        "amount_fen": paid.amount_fen,
        "pool": paid.place,
    }
    said |= left.of(one.fact_id, paid.person_id, [paid.donor_id])
    case = Case.WHOLE if "whole" in said else Case.PLAIN
    return Concern(one, Side.DONOR, paid.donor_id, said | _when_and_what(paid), case)


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
               coalesce(lot.sender_id, account.owner_id) as giver_id, lot.transfer_id is not null as is_lot,
               sum(transfer.amount_fen)::bigint
        from bill
        join settlement original on original.cell = bill.cell and original.settlement_id = bill.original_id
        join transfer on transfer.cell = bill.cell and transfer.journal_id = bill.original_id
        join account on account.cell = transfer.cell and account.account_id = transfer.debit_account
        left join wallet_transfer lot on lot.cell = account.cell and lot.transfer_id = account.subject_id
        where account.kind = any(%s::smallint[])
        group by bill.settlement_id, bill.person_id, bill.visit, bill.treatment_pool, original.accepted_at,
                 giver_id, is_lot
        order by bill.settlement_id, min(transfer.line)
        """,
        [*cells_and(one.fact_id for one in heard), [kind.value for kind in (*OF_QUOTAS, *LOTS)]],
    )
