"""5203: one settlement is asked for again (interface 2.5)."""

from typing import Any

import msgspec
from psycopg import Connection

from gongji.edge.gateway.answer import Output, queried_output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.fields import C30, Y30, identifier_of
from gongji.edge.gateway.people import person_of
from gongji.edge.gateway.sign_in import operator_name
from gongji.insured import records_of
from gongji.settlement import find_settled
from gongji.settlement.refusals import SettlementUnknown


class SettlementQuery(msgspec.Struct, frozen=True):
    """data of 5203."""

    psn_no: Y30
    setl_id: Y30
    mdtrt_id: C30 = ""


def query_settlement(db: Connection[Any], case: Case) -> Output:
    """A settlement of this person at this institution, and nobody else's; refd_setl_flag tells whether it stands."""
    given, _ = case.message.node("data", SettlementQuery)
    who = person_of(db, case, given.psn_no)
    settlement_id = identifier_of(given.setl_id)
    settled = find_settled(db, settlement_ids=[settlement_id]).get(settlement_id)
    if settled is None:
        raise SettlementUnknown(settlement_id=given.setl_id)
    row = settled.settlement
    asked = (case.institution.institution_no, given.mdtrt_id or str(row.visit_id))
    hers = row.person_id == who.person_id or row.person_id in records_of(db, person_id=who.person_id)
    if not hers or (row.institution_no, str(row.visit_id)) != asked:
        raise SettlementUnknown(settlement_id=given.setl_id)
    return queried_output(settled, who, case, operator_name=operator_name(db, case.institution, row))
