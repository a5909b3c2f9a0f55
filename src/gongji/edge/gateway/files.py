"""9101 and 9102: an institution's files up and down (interface 2.5). They name people: sealed, and soon forgotten."""

from base64 import b64decode
from datetime import datetime, time, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from psycopg import Connection

from gongji.edge.gateway.answer import Output
from gongji.edge.gateway.case import Case
from gongji.edge.gateway.fields import Y12, Y30, Y200, identifier_of
from gongji.edge.gateway.figures import time_text
from gongji.edge.gateway.refusals import FieldInvalid, FieldMissing, FileUnknown
from gongji.ground.calendar import BEIJING, beijing_day
from gongji.ground.identifiers import new_identifiers
from gongji.ground.keys import SM4_GCM, fresh_person_keys, open_sealed, seal
from gongji.ground.value import value

# Files belong to no person, so they have no cell to follow.
CELL = 0
# As clients write bytes: a list of numbers, signed or not, or Base64.
Bytes = Annotated[str, Meta(min_length=1)] | list[Annotated[int, Meta(ge=-128, le=255)]]


class Upload(msgspec.Struct, frozen=True):
    """fsUploadIn of 9101."""

    content: Bytes = msgspec.field(name="in")
    filename: Y200
    fixmedins_code: Y12


class Download(msgspec.Struct, frozen=True):
    """fsDownloadIn of 9102."""

    file_qury_no: Y30
    filename: Y200
    fixmedins_code: Y12


@value
class StoredFile:
    """A file as it is told of; the number finds it."""

    number: str
    name: str
    kept_until: datetime


def upload(db: Connection[Any], case: Case) -> Output:
    """Keep a file for a few days; what is in it shows when it is used."""
    given, path = case.message.node("fsUploadIn", Upload)
    _require_own(given.fixmedins_code, path, case)
    stored = store(db, name=given.filename, content=_content(given.content, f"{path}.in"), case=case)
    return Output(
        {
            "file_qury_no": stored.number,
            "filename": stored.name,
            "fixmedins_code": given.fixmedins_code,
            "dld_endtime": time_text(stored.kept_until),
        }
    )


def download(db: Connection[Any], case: Case) -> Output:
    """A file of this institution, as a stream. Refuses FileUnknown."""
    given, path = case.message.node("fsDownloadIn", Download)
    _require_own(given.fixmedins_code, path, case)
    name, content = fetch_file(db, number=given.file_qury_no, case=case)
    if name != given.filename:
        raise FileUnknown()
    return Output({}, stream=content)


def store(db: Connection[Any], *, name: str, content: bytes, case: Case) -> StoredFile:
    """Keep a file of the institution, sealed under a key of its own."""
    (file_id,) = new_identifiers(db, cells=[CELL])
    today = beijing_day(case.moment.accepted_at)
    days = case.moment.policy.value("clearing.till_files_kept", pool=case.institution.pool, on=today)
    kept_until = datetime.combine(today + timedelta(days=days), time(23, 59, 59), BEIJING)
    key = fresh_person_keys(1)
    db.execute(
        """
        insert into institution_file
            (file_id, institution_no, name, algorithm, master_key_id, wrapped_key, sealed, stored_at, kept_until)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            file_id,
            case.institution.institution_no,
            name,
            SM4_GCM,
            case.keys.master_key_id,
            case.keys.wrap(key),
            seal(content, key=key, person_id=file_id),
            case.moment.accepted_at,
            kept_until,
        ],
    )
    return StoredFile(str(file_id), name, kept_until)


def fetch_file(db: Connection[Any], *, number: str, case: Case) -> tuple[str, bytes]:
    """Name and content of a file of the institution. Refuses FileUnknown: nobody's, another's, or forgotten."""
    file_id = identifier_of(number)
    row = db.execute(
        """
        select name, master_key_id, wrapped_key, sealed
        from institution_file
        where file_id = %s
        and institution_no = %s
        and kept_until >= %s
        """,
        [file_id, case.institution.institution_no, case.moment.accepted_at],
    ).fetchone()
    if row is None:
        raise FileUnknown()
    name, master_key_id, wrapped, sealed = row
    key = case.keys.unwrap(wrapped, master_key_id=master_key_id)
    return name, open_sealed(sealed, key=key, person_id=file_id)


def _require_own(code: str, path: str, case: Case) -> None:
    if code != case.institution.code:
        raise FieldInvalid(field=f"{path}.fixmedins_code")


def _content(given: str | list[int], field: str) -> bytes:
    if isinstance(given, list):
        if not given:
            raise FieldMissing(field=field)
        return bytes(number % 256 for number in given)
    try:
        return b64decode(given, validate=True)
    except ValueError:
        raise FieldInvalid(field=field) from None
