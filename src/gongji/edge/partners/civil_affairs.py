"""Civil affairs and public security: what registers say two people are to each other (R-07)."""

from datetime import date
from typing import Annotated

import httpx
import msgspec
import structlog
from msgspec import Meta

from gongji.edge.logs import what_broke

log = structlog.get_logger(__name__)

SOURCE = "civil affairs"
# A citizen waits for it; what takes longer is asked again by staff.
SECONDS = 2.0


class Certificate(msgspec.Struct, frozen=True):
    """Somebody as registers know her."""

    certificate_type: str
    certificate_number: str


class RegisteredFact(msgspec.Struct, frozen=True):
    """subject is `kind` of object: parent, spouse or guardian; nature: birth, adoption, marriage or court."""

    kind: Annotated[str, Meta(pattern=r"^(parent|spouse|guardian)\Z")]
    nature: Annotated[str, Meta(pattern=r"^(birth|adoption|marriage|court)\Z")]
    subject: Certificate
    object: Certificate
    since: date
    until: date | None = None


class KinAnswer(msgspec.Struct, frozen=True):
    """knows: both are on record, so that silence means no. relation: R-03, "" where the register names none itself."""

    knows: bool = False
    relation: Annotated[str, Meta(pattern=r"^(0[1-8])?\Z")] = ""
    facts: tuple[RegisteredFact, ...] = ()


class CivilAffairs:
    """The register behind one address; without one nobody is asked, and nobody knows."""

    def __init__(self, url: str) -> None:
        """url: where the register answers, "" for none."""
        self._url = url
        self._client = httpx.Client(timeout=SECONDS, trust_env=False) if url else None

    def kin(self, of: Certificate, who: Certificate) -> KinAnswer:
        """What `who` is to `of`. A register that is slow, down or talks nonsense does not know (R-07)."""
        if self._client is None:
            return KinAnswer()
        try:
            answer = self._client.post(
                f"{self._url}/kinship",
                content=msgspec.json.encode({"of": of, "who": who}),
                headers={"content-type": "application/json"},
            )
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=KinAnswer)
        except (httpx.HTTPError, msgspec.DecodeError, ValueError) as error:
            log.warning("civil_affairs.no_answer", **what_broke(error))
            return KinAnswer()

    def close(self) -> None:
        """Give its connections back."""
        if self._client is not None:
            self._client.close()
