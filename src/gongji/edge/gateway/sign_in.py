"""9001 and 9002: an operator signs in and out (interface 2.2)."""

from typing import Any

import msgspec
from psycopg import Connection

from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.fields import Y20, Y30, identifier_of
from gongji.edge.gateway.figures import time_text
from gongji.edge.gateway.refusals import SignInUnknown
from gongji.ground.identifiers import new_identifiers
from gongji.institutions import Institution
from gongji.settlement import Settlement

# Sign-ins belong to no person, so they have no cell to follow.
CELL = 0


class SignIn(msgspec.Struct, frozen=True):
    """signIn of 9001."""

    opter_no: Y20
    mac: Y20
    ip: Y20


class SignOut(msgspec.Struct, frozen=True):
    """signOut of 9002."""

    sign_no: Y30
    opter_no: Y20


def sign_in(db: Connection[Any], case: Case) -> Output:
    """A number for later envelopes; the operator's name is kept with it, so that a query can tell it."""
    given, _ = case.message.node("signIn", SignIn)
    (sign_no,) = new_identifiers(db, cells=[CELL])
    db.execute(
        """
        insert into operator_sign_in (sign_no, institution_no, operator, operator_name, mac, ip, signed_in_at)
        values (%s, %s, %s, %s, %s, %s, %s)
        """,
        [
            sign_no,
            case.institution.institution_no,
            given.opter_no,
            case.message.envelope.opter_name,
            given.mac,
            given.ip,
            case.moment.accepted_at,
        ],
    )
    signed = {"sign_time": time_text(case.moment.accepted_at), "sign_no": str(sign_no)}
    return Output({case.profile.sign_in_node: signed})


def sign_out(db: Connection[Any], case: Case) -> Output:
    """End a sign-in; ending it again changes nothing. Refuses a number nobody of this institution signed in under."""
    given, _ = case.message.node("signOut", SignOut)
    row = db.execute(
        """
        update operator_sign_in
        set signed_out_at = coalesce(signed_out_at, %s)
        where sign_no = %s
        and institution_no = %s
        and operator = %s
        returning signed_out_at
        """,
        [case.moment.accepted_at, identifier_of(given.sign_no), case.institution.institution_no, given.opter_no],
    ).fetchone()
    if row is None:
        raise SignInUnknown()
    signed = {"sign_time": time_text(row[0])}
    return Output({case.profile.sign_out_node: signed} if case.profile.sign_out_node else signed)


def operator_name(db: Connection[Any], institution: Institution, row: Settlement) -> str:
    """The name under which the operator of a settlement was last signed in before it; "" where nobody was."""
    found = db.execute(
        """
        select operator_name
        from operator_sign_in
        where institution_no = %s
        and operator = %s
        and signed_in_at <= %s
        order by sign_no desc
        limit 1
        """,
        [institution.institution_no, row.operator, row.accepted_at],
    ).fetchone()
    return str(found[0]) if found else ""
