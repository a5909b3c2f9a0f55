"""Transfers of the pilot's model: sent to a relative's wallet, and what becomes of them (W-11 … W-29)."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from gongji import access, wallet
from gongji.access import Scope
from gongji.edge.api.agent import require_cooled
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.named import Named, require_named
from gongji.edge.api.shown import Identifier, PageSize, PathIdentifier, QueryIdentifier, Yuan, fen_given, masked_names
from gongji.ground.money import yuan_of
from gongji.ground.refusal import Refusal
from gongji.wallet import Sending, WalletTransfer


class TransferWanted(msgspec.Struct):
    """source: account; what was received into the wallet cannot be passed on (D-02)."""

    receiver: Named
    amount: Yuan
    source: Literal["account", "wallet"] = "account"


class TransferShown(msgspec.Struct):
    """state: in_transit, accepted, returned, revoked, rejected, given_back or converted."""

    transfer_id: Identifier
    amount: Yuan
    state: str
    relation: str
    sent_at: datetime


class TransferListed(msgspec.Struct):
    """A transfer with the other side's name, masked."""

    transfer: TransferShown
    with_whom: str


class TransferPage(msgspec.Struct):
    """after: what to ask the next page with, None on the last."""

    transfers: list[TransferListed]
    after: Identifier | None


@post("/transfers", sync_to_thread=True, tags=["transfers"])
def send(request: Asking, office: TheOffice, data: JSONBody[TransferWanted]) -> Response[TransferShown]:
    """Send an amount to a relative's wallet, where the pilot is still on (W-11). Needs a fresh proof."""
    return write(office, request, data, lambda call: _send(call, data), status=201)


@get("/transfers", sync_to_thread=True, tags=["transfers"])
def list_transfers(
    request: Asking,
    office: TheOffice,
    side: FromQuery[Literal["sent", "received"]],
    after: QueryIdentifier = "0",
    limit: PageSize = 20,
) -> TransferPage:
    """Transfers the caller sent, or received."""
    return read(office, request, lambda call: _list(call, side == "sent", int(after), limit))


@post("/transfers/{transfer_id:str}/{deed:str}", sync_to_thread=True, tags=["transfers"])
def decide(
    request: Asking,
    office: TheOffice,
    transfer_id: PathIdentifier,
    deed: FromPath[Literal["acceptance", "rejection", "revocation", "giving-back"]],
) -> Response[TransferShown]:
    """Accept or reject what was sent, revoke what was not accepted, or give the rest of it back (W-23)."""
    return write(office, request, None, lambda call: _decide(call, int(transfer_id), deed), status=201)


def _send(call: Call, wanted: TransferWanted) -> TransferShown:
    sender = access.require_scope(call.caller, Scope.TRANSFERS)
    access.require_step_up(call.caller, now=call.now)
    receiver = require_named(call, wanted.receiver, purpose="transfer")
    require_cooled(call, gains_id=receiver)
    sending = Sending(
        sender,
        receiver,
        fen_given(wanted.amount, field="amount"),
        call.caller.by,
        from_wallet=wanted.source == "wallet",
    )
    (answer,) = wallet.send(call.db, sendings=[sending], now=call.now, policy=call.policy)
    if isinstance(answer, Refusal):
        raise answer
    return _transfer(answer)


def _decide(call: Call, transfer_id: int, deed: str) -> TransferShown:
    person, by = access.require_scope(call.caller, Scope.TRANSFERS), call.caller.by
    told: dict[str, Any] = {"transfer_id": transfer_id, "now": call.now, "policy": call.policy, "by": by}
    match deed:
        case "acceptance":
            accepting = wallet.Accepting(transfer_id, person, by)
            (answer,) = wallet.accept(call.db, accepting=[accepting], now=call.now)
            if isinstance(answer, Refusal):
                raise answer
        case "rejection":
            _require_cooled(call, transfer_id)
            wallet.reject(call.db, receiver_id=person, **told)
        case "revocation":
            wallet.revoke(call.db, sender_id=person, **told)
        case "giving-back":
            _require_cooled(call, transfer_id)
            wallet.give_back(call.db, receiver_id=person, **told)
    return _transfer(wallet.find_transfers(call.db, transfer_ids=[transfer_id])[transfer_id])


def _require_cooled(call: Call, transfer_id: int) -> None:
    """Who sent it gains by getting it back (A-05)."""
    transfer = wallet.find_transfers(call.db, transfer_ids=[transfer_id]).get(transfer_id)
    if transfer is not None:
        require_cooled(call, gains_id=transfer.sender_id)


def _list(call: Call, sent: bool, after: int, limit: int) -> TransferPage:
    person = access.require_scope(call.caller, Scope.VIEW)
    found = wallet.list_transfers(call.db, person_id=person, sent=sent, after=after, limit=limit)
    others = {t.transfer_id: t.receiver_id if sent else t.sender_id for t in found}
    names = masked_names(call, others.values())
    return TransferPage(
        [TransferListed(_transfer(t), names[others[t.transfer_id]]) for t in found],
        str(found[-1].transfer_id) if len(found) == limit else None,
    )


def _transfer(transfer: WalletTransfer) -> TransferShown:
    return TransferShown(
        str(transfer.transfer_id),
        yuan_of(transfer.amount_fen),
        transfer.state,
        f"{transfer.relation:02d}",
        transfer.sent_at,
    )


HANDLERS = [send, list_transfers, decide]
