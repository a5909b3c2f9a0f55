"""What the caller agreed to, when, in which wording, and whether it still holds (N-02, N-07)."""

from datetime import datetime

import msgspec
from litestar import get
from litestar.params import FromPath

from gongji import access
from gongji.access import Scope
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.problem import language_of
from gongji.edge.api.shown import Identifier, PageSize, QueryIdentifier
from gongji.edge.wording import require_consent_text


class ConsentShown(msgspec.Struct):
    """purpose: share, or the kind of mandate. about: the invitation or mandate. channel: where it was given."""

    consent_id: Identifier
    purpose: str
    about: Identifier
    text_version: str
    given_at: datetime
    channel: str
    withdrawn_at: datetime | None


class ConsentPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    consents: list[ConsentShown]
    after: Identifier | None


class TextShown(msgspec.Struct):
    """One version word by word, in the language asked for."""

    text_version: str
    text: str


@get("/consents", sync_to_thread=True, tags=["consents"])
def list_consents(
    request: Asking, office: TheOffice, after: QueryIdentifier = "0", limit: PageSize = 20
) -> ConsentPage:
    """What the caller agreed to, withdrawn ones too, newest first."""
    return read(office, request, lambda call: _list(call, int(after) or None, limit))


@get("/consent-texts/{version:str}", sync_to_thread=False, tags=["consents"])
def show_text(request: Asking, version: FromPath[str]) -> TextShown:
    """What a version says; anybody may read it before she agrees."""
    text = require_consent_text(version)
    return TextShown(version, text.en if language_of(request) == "en" else text.zh)


def _list(call: Call, before: int | None, limit: int) -> ConsentPage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = access.list_consents(call.db, person_id=person, before=before, limit=limit)
    return ConsentPage(
        [
            ConsentShown(
                str(one.consent_id),
                one.purpose,
                str(one.about_id),
                one.text_version,
                one.given_at,
                one.channel,
                one.withdrawn_at,
            )
            for one in found
        ],
        str(found[-1].consent_id) if len(found) == limit else None,
    )


HANDLERS = [list_consents, show_text]
