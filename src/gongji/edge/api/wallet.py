"""A person's wallet: opening it, where it is used, and the transfers of the pilot's model (W-01 … W-29)."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from gongji import access, ledger, mutual_aid, wallet
from gongji.access import Scope
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.invitations import Named, require_named
from gongji.edge.api.shown import Identifier, PageSize, PathIdentifier, QueryIdentifier, Yuan, fen_given, masked_names
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.money import yuan_of
from gongji.ground.refusal import Refusal
from gongji.wallet import LOTS, Sending, Wallet, WalletTransfer

Division = Annotated[str, Meta(pattern=r"^[0-9]{6}\Z", examples=["620102"])]


class WalletShown(msgspec.Struct):
    """available: what relatives let the owner spend now, quotas and lots together (W-02). place_of_use: a pool.

    whole_balance: whether a relative lets her spend the whole account besides, of which she is told no figure (N-05).
    """

    state: str
    place_of_use: str | None
    available: Yuan
    whole_balance: bool


class WalletWanted(msgspec.Struct):
    """place: a division of the pool where it is to be used; where the owner is insured if it is not said."""

    place: Division | None = None


class Place(msgspec.Struct):
    """A division of the pool where the wallet is to be used from now on."""

    place: Division


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


@get("/wallet", sync_to_thread=True, tags=["wallet"])
def show_wallet(request: Asking, office: TheOffice) -> WalletShown:
    """The caller's wallet."""
    return read(office, request, lambda call: _shown(call, wallet.find_wallet(call.db, person_id=_viewed(call))))


@post("/wallet", sync_to_thread=True, tags=["wallet"])
def open_wallet(request: Asking, office: TheOffice, data: JSONBody[WalletWanted]) -> Response[WalletShown]:
    """Open the wallet; one that is open stays as it is (W-05)."""
    return write(office, request, data, lambda call: _open(call, data), status=201)


@put("/wallet/place-of-use", sync_to_thread=True, tags=["wallet"])
def move_wallet(request: Asking, office: TheOffice, data: JSONBody[Place]) -> Response[WalletShown]:
    """Use the wallet somewhere else from now on (W-08)."""
    return write(office, request, data, lambda call: _move(call, data))


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


def _open(call: Call, wanted: WalletWanted) -> WalletShown:
    person = access.require_scope(call.caller, Scope.WALLET)
    place = pool_of(wanted.place, on=beijing_day(call.now)) if wanted.place else None
    opened = wallet.open_wallet(
        call.db, person_id=person, now=call.now, policy=call.policy, by=call.caller.by, place=place
    )
    return _shown(call, opened)


def _move(call: Call, wanted: Place) -> WalletShown:
    person = access.require_scope(call.caller, Scope.WALLET)
    place = pool_of(wanted.place, on=beijing_day(call.now))
    moved = wallet.move_wallet(
        call.db, person_id=person, place=place, now=call.now, policy=call.policy, by=call.caller.by
    )
    return _shown(call, moved)


def _send(call: Call, wanted: TransferWanted) -> TransferShown:
    sender = access.require_scope(call.caller, Scope.TRANSFERS)
    access.require_step_up(call.caller, now=call.now)
    sending = Sending(
        sender,
        require_named(call, wanted.receiver, purpose="transfer"),
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
            wallet.reject(call.db, receiver_id=person, **told)
        case "revocation":
            wallet.revoke(call.db, sender_id=person, **told)
        case "giving-back":
            wallet.give_back(call.db, receiver_id=person, **told)
    return _transfer(wallet.find_transfers(call.db, transfer_ids=[transfer_id])[transfer_id])


def _list(call: Call, sent: bool, after: int, limit: int) -> TransferPage:
    person = _viewed(call)
    found = wallet.list_transfers(call.db, person_id=person, sent=sent, after=after, limit=limit)
    others = {t.transfer_id: t.receiver_id if sent else t.sender_id for t in found}
    names = masked_names(call, others.values())
    return TransferPage(
        [TransferListed(_transfer(t), names[others[t.transfer_id]]) for t in found],
        str(found[-1].transfer_id) if len(found) == limit else None,
    )


def _viewed(call: Call) -> int:
    person = access.require_scope(call.caller, Scope.VIEW)
    call.looked(person, purpose="wallet")
    return person


def _shown(call: Call, one: Wallet) -> WalletShown:
    """available counts active quotas that nothing stops, and lots (W-02)."""
    accounts = ledger.find_accounts(call.db, spenders=[one.person_id])
    day = beijing_day(call.now)
    usable = [
        quota
        for quota in mutual_aid.find_quotas(call.db, beneficiaries=[one.person_id]).get(one.person_id, [])
        if not quota.stopped and quota.covers(day)
    ]
    quota_ids = {quota.quota_id for quota in usable}
    available = sum(a.balance_fen for a in accounts if a.subject_id in quota_ids or a.kind in LOTS)
    place = None if one.place_of_use is None else f"{one.place_of_use:06d}"
    return WalletShown(one.state.name.lower(), place, yuan_of(available), any(q.is_whole_balance for q in usable))


def _transfer(transfer: WalletTransfer) -> TransferShown:
    return TransferShown(
        str(transfer.transfer_id),
        yuan_of(transfer.amount_fen),
        transfer.state,
        f"{transfer.relation:02d}",
        transfer.sent_at,
    )


HANDLERS = [show_wallet, open_wallet, move_wallet, send, list_transfers, decide]
