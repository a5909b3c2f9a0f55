"""What is in a person's own account: hers to spend, and set aside for family (W-02, Q-13)."""

from collections.abc import Collection, Iterable

import msgspec
from litestar import get

from gongji import access, ledger
from gongji.access import Scope
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Yuan
from gongji.ground.money import yuan_of
from gongji.insured import own_buckets
from gongji.ledger import Account, AccountKind

QUOTAS = (AccountKind.QUOTA_CURRENT, AccountKind.QUOTA_CARRIED)
OFFERS = (AccountKind.OFFER_CURRENT, AccountKind.OFFER_CARRIED)
HELD = (AccountKind.HELD_CURRENT, AccountKind.HELD_CARRIED)


class AccountShown(msgspec.Struct):
    """available + set_aside + in_transit + held = total: her money, wherever it lies (I-2).

    set_aside: in quotas for family. in_transit: sent and not accepted. held: by orders that are not decided.
    """

    available: Yuan
    set_aside: Yuan
    in_transit: Yuan
    held: Yuan
    total: Yuan


@get("/account", sync_to_thread=True, tags=["account"])
def show_account(request: Asking, office: TheOffice) -> AccountShown:
    """The caller's personal account."""
    return read(office, request, _account)


def _account(call: Call) -> AccountShown:
    person = access.require_scope(call.caller, Scope.VIEW)
    hers = ledger.find_accounts(call.db, spenders=[person])
    others = ledger.find_set_aside(call.db, owner_id=person)
    available = sum(account.balance_fen for account in own_buckets(hers).get(person, {}).values())
    set_aside, in_transit = _sum(others, QUOTAS), _sum(others, OFFERS)
    held = _sum([*others, *(account for account in hers if account.owner_id == person)], HELD)
    total = available + set_aside + in_transit + held
    return AccountShown(yuan_of(available), yuan_of(set_aside), yuan_of(in_transit), yuan_of(held), yuan_of(total))


def _sum(accounts: Iterable[Account], kinds: Collection[AccountKind]) -> int:
    return sum(account.balance_fen for account in accounts if account.kind in kinds)


HANDLERS = [show_account]
