"""What a comparison found, as the file an institution fetches: a zip of one text and its SM3 (interface 2.5)."""

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence

from gongji.clearing import Code
from gongji.edge.gateway.comparison import Figures, Found
from gongji.edge.gateway.told_file import HASH_BESIDE
from gongji.ground.money import yuan_of
from gongji.settlement import Outcome

# As the interface has it: 0 equal, 1 different. What was only told on another day is no difference (M7).
STATEMENT_RESULT = {code: "0" if code in (Code.MATCHED, Code.LATE) else "1" for code in Code}
NOTHING = "null"
# The same rows make the same bytes.
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)


def write_result(
    found: Sequence[Found], *, figures: Mapping[int, Figures], person_numbers: Mapping[int, str], name: str, aid: bool
) -> bytes:
    """One row for each bill that is not M0, in the columns of 3202; aid: with acct_mulaid_pay at the end (C-31).

    figures: of our bills. person_numbers: of people whose bills the institution did not tell. name: of the text inside.
    """
    text = "".join("\t".join(_row(one, figures, person_numbers, aid=aid)) + "\n" for one in found).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        beside = f"{hashlib.new('sm3', text).hexdigest()}  {name}\n"
        for member, content in ((name, text), (name + HASH_BESIDE, beside.encode())):
            out.writestr(zipfile.ZipInfo(member, WRITTEN_AT), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _row(one: Found, figures: Mapping[int, Figures], person_numbers: Mapping[int, str], *, aid: bool) -> list[str]:
    """psn_no, mdtrt_id, setl_id, msgid, stmt_rslt, refd_setl_flag, memo, medfee_sumamt, fund_pay_sumamt, acct_pay.

    The first three as the institution told them, or, where it told nothing, the person's number and twice the word
    null. The amounts are ours where there are ours.
    """
    row, bill = one.row, one.bill
    if row is not None:
        who = [row.person_number, row.visit_id, str(row.settlement_id)]
    else:
        assert bill is not None, "somebody has it"
        who = [person_numbers[bill.person_id], NOTHING, NOTHING]
    if bill is None:
        assert row is not None, "somebody has it"
        refunded, amounts = row.is_refunded, (row.total_fen, row.pool_pay_fen, row.account_fen, row.aid_fen or 0)
    else:
        ours = figures[bill.settlement_id]
        refunded = bill.kind != Outcome.SETTLED or bill.undone_by is not None
        amounts = (ours.total_fen, ours.pool_pay_fen, ours.account_fen, ours.aid_fen)
    return [
        *who,
        NOTHING if bill is None else bill.message_id,
        STATEMENT_RESULT[one.code],
        "1" if refunded else "0",
        f"M{one.code.value} {one.remark}",
        *map(yuan_of, amounts if aid else amounts[:3]),
    ]
