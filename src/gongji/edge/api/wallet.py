"""A person's wallet: opening it, and where it is used (W-01 … W-08)."""

from typing import Annotated

import msgspec
from litestar import Response, get, post, put
from litestar.params import JSONBody
from msgspec import Meta

from gongji import access, ledger, mutual_aid, wallet
from gongji.access import Scope
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Yuan
from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.money import yuan_of
from gongji.wallet import LOTS, Wallet

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


@get("/wallet", sync_to_thread=True, tags=["wallet"])
def show_wallet(request: Asking, office: TheOffice) -> WalletShown:
    """The caller's wallet."""
    return read(
        office,
        request,
        lambda call: _shown(call, wallet.find_wallet(call.db, person_id=access.require_scope(call.caller, Scope.VIEW))),
    )


@post("/wallet", sync_to_thread=True, tags=["wallet"])
def open_wallet(request: Asking, office: TheOffice, data: JSONBody[WalletWanted]) -> Response[WalletShown]:
    """Open the wallet; one that is open stays as it is (W-05)."""
    return write(office, request, data, lambda call: _open(call, data), status=201)


@put("/wallet/place-of-use", sync_to_thread=True, tags=["wallet"])
def move_wallet(request: Asking, office: TheOffice, data: JSONBody[Place]) -> Response[WalletShown]:
    """Use the wallet somewhere else from now on (W-08)."""
    return write(office, request, data, lambda call: _move(call, data))


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


HANDLERS = [show_wallet, open_wallet, move_wallet]
