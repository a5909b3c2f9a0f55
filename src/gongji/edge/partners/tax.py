"""The tax office, which collects premiums: its answer is authoritative, and no answer is none (B-07)."""

from enum import StrEnum
from typing import Annotated, Any, TypeVar

import httpx
import msgspec
import structlog
from msgspec import Meta

from gongji.edge.logs import what_broke
from gongji.edge.partners.civil_affairs import Certificate
from gongji.ground.money import yuan_of

log = structlog.get_logger(__name__)

# A citizen waits for five of these at the most: her group, the premium asked once, then queried three times.
SECONDS = 2.0


class TaxState(StrEnum):
    """What the tax office says of an order. UNKNOWN: nothing yet, or nothing we could read."""

    PAID = "paid"
    REFUSED = "refused"
    REFUNDED = "refunded"
    UNKNOWN = "unknown"


class TaxAnswer(msgspec.Struct, frozen=True):
    """receipt: the office's own number of what was paid. reason: its code for a refusal, "" where it gave none."""

    state: TaxState
    receipt: Annotated[str, Meta(max_length=100)] = ""
    reason: Annotated[str, Meta(pattern=r"^[A-Z_]{0,50}\Z")] = ""


class TaxGroup(msgspec.Struct, frozen=True):
    """group: of those public money helps, in the office's code; "" for none."""

    group: Annotated[str, Meta(pattern=r"^[A-Z_]{0,50}\Z")]


UNKNOWN = TaxAnswer(TaxState.UNKNOWN)
T = TypeVar("T")


class Tax:
    """The office behind one address; without one nothing can be paid through us. Asked again, it does nothing twice."""

    def __init__(self, url: str, *, seconds: float = SECONDS) -> None:
        """url: where the office answers, "" for none. seconds: how long one answer may take."""
        self._url = url
        self._client = httpx.Client(timeout=seconds, trust_env=False) if url else None

    @property
    def collects(self) -> bool:
        """Whether there is an office to pay at."""
        return self._client is not None

    def group(self, *, who: Certificate, scheme: int, year: int) -> str | None:
        """Her group of those public money helps, "" for none; None where it does not say (B-01)."""
        found = self._ask("POST", "/premiums/group", TaxGroup, {"certificate": who, "scheme": scheme, "year": year})
        return None if found is None else found.group

    def pay(
        self, *, order_id: int, who: Certificate, scheme: int, year: int, amount_fen: int, cash_fen: int
    ) -> TaxAnswer:
        """Ask for a premium to be booked. cash_fen: what of it the payer brings herself."""
        order = {
            "order": str(order_id),
            "certificate": who,
            "scheme": scheme,
            "year": year,
            "amount": yuan_of(amount_fen),
            "cash": yuan_of(cash_fen),
        }
        return self._answer("POST", "/premiums", order)

    def look(self, *, order_id: int) -> TaxAnswer:
        """What has become of an order."""
        return self._answer("GET", f"/premiums/{order_id}")

    def refund(self, *, order_id: int, reason: str) -> TaxAnswer:
        """Ask for a paid premium to be taken back."""
        return self._answer("POST", f"/premiums/{order_id}/refund", {"reason": reason})

    def close(self) -> None:
        """Give its connections back."""
        if self._client is not None:
            self._client.close()

    def _answer(self, method: str, path: str, said: dict[str, Any] | None = None) -> TaxAnswer:
        found = self._ask(method, path, TaxAnswer, said)
        # What was paid has a number, or nobody could ever show that it was.
        return UNKNOWN if found is None or (found.state is TaxState.PAID and not found.receipt) else found

    def _ask(self, method: str, path: str, kind: type[T], said: dict[str, Any] | None) -> T | None:
        """What the office says, None where it says nothing, or nothing we can read."""
        if self._client is None:
            return None
        try:
            answer = self._client.request(
                method,
                self._url + path,
                content=None if said is None else msgspec.json.encode(said),
                headers={"content-type": "application/json"},
            )
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=kind)
        except (httpx.HTTPError, msgspec.DecodeError, ValueError) as error:
            log.warning("tax.no_answer", path=path, **what_broke(error))
            return None
