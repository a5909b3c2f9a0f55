"""An institution's rows of 3202, read strictly: a file that is wrong as a whole is refused by name, before any counts.

A zip of one text, TAB between values (interface 1.3); beside it may stand its SM3, as beside the files of provinces.
"""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterator
from decimal import Decimal

from gongji.edge.gateway.refusals import (
    FileEncodingWrong,
    FileHashWrong,
    FileRowWrong,
    FileTooLarge,
    FileUnreadable,
)
from gongji.ground.money import fen_of
from gongji.ground.value import value

# Unpacked: a hundred thousand bills. A smaller zip may unpack to anything.
LARGEST = 16_000_000
LONGEST_SHOWN = 40
HASH_BESIDE = ".sm3"
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# A zip can be damaged in many ways; RuntimeError: it wants a password.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError
)  # fmt: skip
# What the columns hold, in their order. The last is ours, and may be left out: the interface has no column for aid.
AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,13})([.][0-9]{1,2})?")
COLUMNS = {
    "setl_id": re.compile(r"[0-9]{1,18}"),
    "mdtrt_id": re.compile(r".{1,30}"),
    "psn_no": re.compile(r".{1,30}"),
    "medfee_sumamt": AMOUNT,
    "fund_pay_sumamt": AMOUNT,
    "acct_pay": AMOUNT,
    "refd_setl_flag": re.compile(r"[01]"),
    "acct_mulaid_pay": AMOUNT,
}
MANDATORY = len(COLUMNS) - 1


@value
class ToldBill:
    """A row, amounts in fen. aid_fen: None where the file has no column for it."""

    settlement_id: int
    visit_id: str
    person_number: str
    total_fen: int
    pool_pay_fen: int
    account_fen: int
    aid_fen: int | None
    is_refunded: bool


@value
class ToldFile:
    """digest: SM3 of the text."""

    rows: list[ToldBill]
    digest: bytes
    has_aid: bool


def read_told(content: bytes, *, file: str) -> ToldFile:
    """The rows of an uploaded zip; file: what refusals call it.

    Refuses FileUnreadable, FileTooLarge, FileHashWrong, FileEncodingWrong, FileRowWrong.
    """
    raw, digest = _unpacked(content, file)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise FileEncodingWrong(file=file) from None
    if raw.startswith(BOM_UTF8):
        raise FileEncodingWrong(file=file)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    fields = [line.split("\t") for line in lines]
    width = len(fields[0]) if fields else MANDATORY
    for number, row in enumerate(fields, start=1):
        if len(row) != width or width not in (MANDATORY, len(COLUMNS)):
            raise FileUnreadable(file=file, line=number)
    return ToldFile(list(_rows(fields, file)), digest, width > MANDATORY)


def _unpacked(content: bytes, file: str) -> tuple[bytes, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = {member.filename: member for member in packed.infolist() if not member.is_dir()}
            texts = [name for name in members if not name.endswith(HASH_BESIDE)]
            if len(texts) != 1 or len(members) > 2:
                raise FileUnreadable(file=file, line=0)
            if any(member.compress_type not in PACKED for member in members.values()):
                raise FileUnreadable(file=file, line=0)
            raw = _read(packed, members[texts[0]], file)
            beside = members.get(texts[0] + HASH_BESIDE)
            named = None if beside is None else _read(packed, beside, file)[:64]
    except DAMAGED:
        raise FileUnreadable(file=file, line=0) from None
    digest = hashlib.new("sm3", raw)
    if named is not None and named.lower() != digest.hexdigest().encode():
        raise FileHashWrong(file=file)
    return raw, digest.digest()


def _read(packed: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> bytes:
    """What a member says of its size is not believed."""
    with packed.open(member) as unpacking:
        raw = unpacking.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise FileTooLarge(file=file, most=LARGEST)
    return raw


def _rows(fields: list[list[str]], file: str) -> Iterator[ToldBill]:
    for number, row in enumerate(fields, start=1):
        for (column, pattern), given in zip(COLUMNS.items(), row, strict=False):
            if not pattern.fullmatch(given):
                raise FileRowWrong(file=file, line=number, column=column, given=given[:LONGEST_SHOWN])
        total, pool_pay, account, *aid = (
            fen_of(Decimal(given), field=column)
            for column, given in zip(COLUMNS, row, strict=False)
            if COLUMNS[column] is AMOUNT
        )
        yield ToldBill(int(row[0]), row[1], row[2], total, pool_pay, account, aid[0] if aid else None, row[6] == "1")
