"""Pay codes of our own: shown by a person or who acts for her, good for a minute and one payment (S-31, S-34)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.copying import copy_rows, copy_time
from gongji.ground.identifiers import cells_and
from gongji.ground.keys import KeyStore
from gongji.ground.policy import PolicySet
from gongji.ground.rows import Asking, asked, question
from gongji.ground.value import columns_of, value
from gongji.settlement.refusals import CodeExpired, CodeUsed, IdentityMismatch
from gongji.settlement.requests import Pay

# Four digits no division begins with, eighteen nobody can guess, two to check (ISO 7064 MOD 97-10). What begins with a
# division, as national credentials do, is never taken for one; an ID number has 18 or 15 places, a card number 9 or 18.
PREFIX = "9900"
LENGTH = 24
GUESSED = 18
MODULUS = 97


@value
class PayCode:
    """A code, by its blind index. settlement_id: of the payment that used it, None while none has.

    authority_id: the mandate by which presented_by shows it, 0 for the person herself.
    """

    cell: int
    code_id: int
    code_index: bytes
    person_id: int
    presented_by: int
    authority_id: int
    shown_at: datetime
    expires_at: datetime
    settlement_id: int | None = None


KEPT = columns_of(PayCode).removesuffix(", settlement_id")


def code_digits(keys: KeyStore, code_id: int) -> str:
    """The digits of a code: made from its identifier by a key, so that they are kept nowhere and can be told again."""
    secret = int.from_bytes(keys.blind_index("pay_code_digits", str(code_id))) % 10**GUESSED
    body = f"{PREFIX}{secret:0{GUESSED}d}"
    return f"{body}{MODULUS + 1 - int(body) * 100 % MODULUS:02d}"


def code_index(keys: KeyStore, digits: str) -> bytes:
    """The blind index by which a code is found."""
    return keys.blind_index("pay_code", digits)


def is_pay_code(credential: str) -> bool:
    """Whether a credential's number can only be a code of ours, well typed or not."""
    return len(credential) == LENGTH and credential.startswith(PREFIX) and credential.isascii() and credential.isdigit()


def is_well_typed(digits: str) -> bool:
    """Whether the check digits of a code fit: one wrong digit or two that changed places are always seen."""
    return int(digits) % MODULUS == 1


@question
def find_codes(db: Connection[Any], *, indexes: Collection[bytes]) -> Asking[dict[bytes, PayCode]]:
    """Codes by blind index, used ones too; those that are over may be gone."""
    rows = yield from asked(
        db,
        PayCode,
        f"""
        select {KEPT}, null::bigint as settlement_id
        from pay_code
        where code_index = any(%s)
        union all
        select {KEPT}, settlement_id
        from pay_code_use
        where code_index = any(%s)
        order by settlement_id nulls first
        """,
        [list(indexes), list(indexes)],
    )
    return {code.code_index: code for code in rows}


def find_presenters(db: Connection[Any], *, settlement_ids: Collection[int]) -> dict[int, int]:
    """Who showed the code of these payments for somebody else (S-31), by settlement; all others are absent."""
    rows = db.execute(
        """
        select settlement_id, presented_by
        from pay_code_use
        where cell = any(%s::smallint[])
        and settlement_id = any(%s::bigint[])
        and presented_by <> person_id
        """,
        cells_and(settlement_ids),
    )
    return dict(rows.fetchall())


def require_standing(code: PayCode | None, *, person_id: int | None, now: datetime, policy: PolicySet) -> PayCode:
    """The code, if it stands; nobody tells a forgotten code from one that never was. person_id: whose it has to be.

    Refuses: IdentityMismatch, CodeUsed, CodeExpired.
    """
    if code is not None and person_id not in (None, code.person_id):
        raise IdentityMismatch()
    if code is not None and code.settlement_id is not None:
        raise CodeUsed()
    if code is None or code.expires_at <= now:
        raise CodeExpired(seconds=policy.value("pay_code.valid_seconds", pool=0, on=beijing_day(now)))
    return code


def require_code(pay: Pay, codes: Mapping[bytes, PayCode], *, now: datetime, policy: PolicySet) -> None:
    """Refuse a payment under a code of ours that is not the person's or does not stand; as `require_standing`."""
    if pay.code_index is not None:
        require_standing(codes.get(pay.code_index), person_id=pay.person_id, now=now, policy=policy)


def write_uses(db: Connection[Any], used: Sequence[PayCode]) -> None:
    """Write down which payment used which code, once for each code."""
    copy_rows(
        db,
        table="pay_code_use",
        columns=columns_of(PayCode),
        lines=[
            f"{code.cell}\t{code.code_id}\t\\\\x{code.code_index.hex()}\t{code.person_id}\t{code.presented_by}"
            f"\t{code.authority_id}\t{copy_time(code.shown_at)}\t{copy_time(code.expires_at)}\t{code.settlement_id}\n"
            for code in used
        ],
    )
