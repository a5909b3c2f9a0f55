"""Complete 2102 messages, written to files before the clock runs: one message a line, a file for each thread of wrk."""

import os
import random
import time
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from gongji.edge.bench.bills import message_numbers
from gongji.edge.bench.world import Size
from gongji.edge.clock import Clock
from gongji.edge.invented.basket import baskets
from gongji.edge.invented.family import FAMILY, Member
from gongji.edge.invented.goods import pharmacy_codes
from gongji.settlement import Line

# In a mixed file every twentieth message is one that came before, far enough back to be answered by then.
REPEAT_EVERY = 20
REPEAT_BACK = 600
JSON = msgspec.json.Encoder(decimal_format="number")


def write_messages(path: Path, *, size: Size, count: int, lane: int, mixed: bool) -> None:
    """Write a file of messages.

    lane: as in message_numbers, another for each file that is used at the same time. mixed: with messages that come
    again.
    """
    latest: deque[bytes] = deque(maxlen=REPEAT_BACK)
    with path.open("wb") as file:
        for place, body in enumerate(islice(_messages(size, lane), count)):
            if mixed:
                latest.append(latest[0] if place % REPEAT_EVERY == REPEAT_EVERY - 1 else body)
            file.write((latest[-1] if mixed else body) + b"\n")
        # Written down now, not while the database writes.
        file.flush()
        os.fsync(file.fileno())


def cancel_template() -> bytes:
    """A 2103 with words in capitals where the settlement it cancels is to be named."""
    data = {"setl_id": "SETL_ID", "mdtrt_id": "MDTRT_ID", "psn_no": "PSN_NO", "exp_content": ""}
    envelope = _envelope("2103", "FIXMEDINS_CODE", "MSGID") | {"mdtrtarea_admvs": "DIVISION"}
    return JSON.encode(envelope | {"input": {"data": data}})


def _messages(size: Size, lane: int) -> Iterator[bytes]:
    chance = random.Random(time.time_ns())
    stock = [(_details(lines), _total(lines)) for lines in baskets(chance)]
    codes = pharmacy_codes()
    people = size.families * FAMILY
    for number in message_numbers(lane):
        at = chance.choice(codes)
        details, total = chance.choice(stock)
        basket = {"druginfo": _info(Member(chance.randrange(people)), total), "drugdetail": details}
        yield JSON.encode(_envelope("2102", at, f"{at}{number:018d}") | {"input": basket})


def _envelope(infno: str, institution: str, message_id: str) -> dict[str, Any]:
    return {
        "infno": infno,
        "msgid": message_id,
        "mdtrtarea_admvs": institution[1:7],
        "insuplc_admdvs": "",
        "recer_sys_code": "99",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": "",
        "signtype": "",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "收费员一",
        "inf_time": _now(),
        "fixmedins_code": institution,
        "fixmedins_name": "大药房",
        "sign_no": "100000000000000001",
    }


def _info(who: Member, total: Decimal) -> dict[str, Any]:
    return {
        "psn_no": who.person_number,
        "mdtrt_cert_type": "01",
        "mdtrt_cert_no": f"ECTOKEN{who.place:021d}",
        "card_sn": "",
        "psn_cert_type": "01",
        "certno": who.certificate_number,
        "psn_type": who.person_type,
        "psn_name": who.name,
        "begntime": _now(),
        "medfee_sumamt": total,
        "insutype": str(who.scheme),
        "dise_codg": "",
        "dise_name": "",
        "acct_used_flag": "2",
        "med_type": "41",
        "exp_content": "",
        "invono": "INV0000001",
    }


def _details(lines: tuple[Line, ...]) -> msgspec.Raw:
    return msgspec.Raw(JSON.encode([_detail(line) for line in lines]))


def _detail(line: Line) -> dict[str, Any]:
    return {
        "feedetl_sn": line.line_no,
        "rxno": "",
        "rx_circ_flag": "0",
        "fee_ocur_time": _now(),
        "med_list_codg": line.catalogue_code,
        "medins_list_codg": f"P{line.catalogue_code[-5:]}",
        "det_item_fee_sumamt": Decimal(line.amount_fen).scaleb(-2),
        "cnt": Decimal(line.quantity_e4).scaleb(-4),
        "pric": Decimal(line.price_e6).scaleb(-6),
        "sin_dos_dscr": "",
        "used_frqu_dscr": "",
        "prd_days": 0,
        "medc_way_dscr": "",
        "bilg_dr_codg": "",
        "bilg_dr_name": "",
        "tcmdrug_used_way": "",
        "exp_content": "",
        "durg_trac_info": [{"feedetl_sn": line.line_no, "drug_trac_codg": f"{line.line_no:0>20}", "trdn_flag": "0"}],
    }


def _total(lines: tuple[Line, ...]) -> Decimal:
    return Decimal(sum(line.amount_fen for line in lines)).scaleb(-2)


def _now() -> str:
    return f"{Clock().now():%Y-%m-%d %H:%M:%S}"
