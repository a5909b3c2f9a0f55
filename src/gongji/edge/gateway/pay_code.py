"""Pay codes of ours in messages: they stand where an e-voucher's token does, and we open them (S-31, S-34)."""

from typing import Any, Protocol

from psycopg import Connection

from gongji.edge.gateway.case import Case
from gongji.edge.gateway.refusals import FieldInvalid
from gongji.settlement import PayCode, code_index, find_codes, is_pay_code, is_well_typed, require_standing

E_VOUCHER = "01"


class Credential(Protocol):
    """What a message says of the credential that was shown; "" where it says nothing."""

    @property
    def mdtrt_cert_type(self) -> str: ...
    @property
    def mdtrt_cert_no(self) -> str: ...


def is_ours(shown: Credential) -> bool:
    """Whether a pay code of ours was shown, well typed or not."""
    return shown.mdtrt_cert_type == E_VOUCHER and is_pay_code(shown.mdtrt_cert_no)


def code_shown(shown: Credential, case: Case, *, path: str) -> bytes | None:
    """The blind index of the pay code of ours that was shown, None for any other credential; refuses a mistyped one."""
    if not is_ours(shown):
        return None
    if not is_well_typed(shown.mdtrt_cert_no):
        raise FieldInvalid(field=f"{path}.mdtrt_cert_no")
    return code_index(case.keys, shown.mdtrt_cert_no)


def open_code(
    db: Connection[Any], shown: Credential, case: Case, *, path: str, person_id: int | None = None
) -> PayCode | None:
    """The standing pay code of ours that was shown, not used up by this; None for any other credential.

    person_id: whose it has to be. Refuses what `settlement.require_standing` refuses.
    """
    index = code_shown(shown, case, path=path)
    if index is None:
        return None
    code = find_codes(db, indexes=[index]).get(index)
    return require_standing(code, person_id=person_id, now=case.moment.accepted_at, policy=case.moment.policy)
