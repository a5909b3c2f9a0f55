"""Whoever sends short messages for us: each carries a number of ours, by which a double is dropped."""

from typing import Annotated

import httpx
import msgspec
import structlog
from msgspec import Meta

from gongji.edge.logs import what_broke

log = structlog.get_logger(__name__)

SECONDS = 2.0


class Taken(msgspec.Struct, frozen=True):
    """What the partner answers once a message is his to deliver."""

    number: Annotated[str, Meta(min_length=1)]
    accepted: bool


class Sms:
    """The partner behind one address; without one nothing is sent."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        """url: where the partner answers, "" for none. seconds: how long one message may take."""
        self._url = url
        self._client = httpx.Client(timeout=seconds, trust_env=False) if url else None

    @property
    def sends(self) -> bool:
        """Whether there is anybody who sends."""
        return self._client is not None

    def send(self, *, to: str, text: str, number: int) -> bool:
        """Hand over one message; whether the partner has it. What he does not confirm may have come all the same."""
        if self._client is None:
            return False
        try:
            answer = self._client.post(
                f"{self._url}/sms",
                content=msgspec.json.encode({"to": to, "text": text, "number": str(number)}),
                headers={"content-type": "application/json"},
            )
            answer.raise_for_status()
            taken = msgspec.json.decode(answer.content, type=Taken)
        except (httpx.HTTPError, msgspec.DecodeError, ValueError) as error:
            log.warning("sms.no_answer", number=str(number), **what_broke(error))
            return False
        return taken.accepted and taken.number == str(number)

    def close(self) -> None:
        """Give its connections back."""
        if self._client is not None:
            self._client.close()
