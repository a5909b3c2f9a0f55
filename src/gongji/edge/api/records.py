"""A person's history: what was paid, set aside, sent and returned, from her side (O-31, N-04, N-05)."""

from datetime import datetime

import msgspec
from litestar import get

from gongji import access, institutions, notices, settlement
from gongji.access import Scope
from gongji.audit import Happening
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Identifier, PageSize, QueryIdentifier, Yuan, masked_names
from gongji.ground.divisions import pool_name
from gongji.ground.money import yuan_of
from gongji.notices import Record
from gongji.settlement import Settled

BILLS = (Happening.SETTLED, Happening.SETTLEMENT_CANCELLED, Happening.SETTLEMENT_REVERSED)
DONOR = "donor"


class BillShown(msgspec.Struct):
    """One's own bill, or its being undone, then negative: total = fund + own + aid + cash + hospital."""

    institution: str
    total: Yuan
    fund: Yuan
    own: Yuan
    aid: Yuan
    cash: Yuan
    hospital: Yuan


class RecordShown(msgspec.Struct, omit_defaults=True):
    """what: permanent names of what happened. side: donor, beneficiary, or owner where nobody else had a part in it.

    with_whom: the others, masked. A donor learns day, amount, kind and region of what was paid, and nothing of the
    bill (N-04); use: PHARMACY, VISIT, RESIDENT_CONTRIB or LTC_CONTRIB. before, limit, back, uses: of a quota; whole: of
    a whole account, which has no limit (R-22). former_record: of a record of hers that was merged into this one (W-03).
    shown_by: who showed the owner's pay code for her, masked (S-31).
    """

    record_id: Identifier
    what: str
    side: str
    at: datetime
    with_whom: list[str]
    amount: Yuan | None = None
    use: str = ""
    on: str = ""
    region: str = ""
    year: int | None = None
    before: Yuan | None = None
    limit: Yuan | None = None
    back: Yuan | None = None
    whole: bool = False
    uses: list[str] = []
    former_record: bool = False
    bill: BillShown | None = None
    shown_by: str = ""


class RecordPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    records: list[RecordShown]
    after: Identifier | None


@get("/records", sync_to_thread=True, tags=["records"])
def list_records(request: Asking, office: TheOffice, after: QueryIdentifier = "0", limit: PageSize = 20) -> RecordPage:
    """The caller's history, newest first; what has just happened stands in it within a minute."""
    return read(office, request, lambda call: _list(call, int(after) or None, limit))


def _list(call: Call, before: int | None, limit: int) -> RecordPage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = notices.list_records(call.db, person_id=person, before=before, limit=limit)
    own = [record.fact_id for record in found if record.happening in BILLS and record.side != DONOR]
    bills = settlement.find_settled(call.db, settlement_ids=own)
    shops = institutions.find_names(call.db, numbers={one.settlement.institution_no for one in bills.values()})
    presenters = settlement.find_presenters(call.db, settlement_ids=own)
    others = {other for record in found for other in _others(record)}
    names = masked_names(call, others | set(presenters.values()))
    shown_by = {settlement_id: names[who] for settlement_id, who in presenters.items()}
    return RecordPage(
        [_shown(record, person, names, bills, shops, shown_by) for record in found],
        str(found[-1].fact_id) if len(found) == limit else None,
    )


def _shown(
    record: Record,
    person_id: int,
    names: dict[int, str],
    bills: dict[int, Settled],
    shops: dict[int, str],
    shown_by: dict[int, str],
) -> RecordShown:
    facts = record.facts
    bill = bills.get(record.fact_id)
    return RecordShown(
        record_id=str(record.fact_id),
        what=Happening(record.happening).name,
        side=record.side,
        at=record.happened_at,
        with_whom=[names[other] for other in _others(record)],
        amount=_yuan(record, "amount_fen"),
        use=facts.get("use", ""),
        on=facts.get("bought_on", ""),
        region=pool_name(facts["pool"]) if "pool" in facts else "",
        year=facts.get("year"),
        before=_yuan(record, "before_fen"),
        limit=_yuan(record, "limit_fen"),
        back=_yuan(record, "back_fen"),
        whole="whole" in facts,
        uses=facts.get("uses", []),
        former_record=record.person_id != person_id,
        bill=_bill(bill, shops) if bill else None,
        shown_by=shown_by.get(record.fact_id, "") if bill else "",
    )


def _bill(bill: Settled, shops: dict[int, str]) -> BillShown:
    row = bill.settlement
    return BillShown(
        institution=shops[row.institution_no],
        total=yuan_of(row.total_fen),
        fund=yuan_of(row.pool_pay_fen),
        own=yuan_of(row.own_account_fen),
        aid=yuan_of(row.aid_fen),
        cash=yuan_of(row.cash_fen),
        hospital=yuan_of(row.hospital_fen),
    )


def _yuan(record: Record, name: str) -> str | None:
    return yuan_of(record.facts[name]) if name in record.facts else None


def _others(record: Record) -> list[int]:
    return [int(other) for other in record.facts.get("people", ())]


HANDLERS = [list_records]
