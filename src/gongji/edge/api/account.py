"""What is in a person's own account: hers to spend, and set aside for family (W-02, Q-13)."""

import msgspec
from litestar import get

from gongji import access, ledger
from gongji.access import Scope
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Yuan
from gongji.ground.money import yuan_of
from gongji.insured import own_buckets


class AccountShown(msgspec.Struct):
    """available + set_aside = total: the donor's money, wherever she lets it lie (I-2)."""

    available: Yuan
    set_aside: Yuan
    total: Yuan


@get("/account", sync_to_thread=True, tags=["account"])
def show_account(request: Asking, office: TheOffice) -> AccountShown:
    """The caller's personal account."""
    return read(office, request, _account)


def _account(call: Call) -> AccountShown:
    person = access.require_scope(call.caller, Scope.VIEW)
    call.looked(person, purpose="account")
    own = own_buckets(ledger.find_accounts(call.db, spenders=[person])).get(person, {})
    available = sum(account.balance_fen for account in own.values())
    set_aside = sum(account.balance_fen for account in ledger.find_set_aside(call.db, owner_id=person))
    return AccountShown(yuan_of(available), yuan_of(set_aside), yuan_of(available + set_aside))


HANDLERS = [show_account]
