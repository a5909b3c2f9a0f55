"""What is in a person's own account: hers to spend, and set aside for family (W-02, Q-13)."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec
from litestar import get

from gongji import access, insured, ledger
from gongji.access import Scope
from gongji.edge.api.call import Call, read
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.shown import Yuan
from gongji.ground.money import yuan_of
from gongji.insured import Interest, own_buckets
from gongji.ledger import Account, AccountKind

QUOTAS = (AccountKind.QUOTA_CURRENT, AccountKind.QUOTA_CARRIED)
OFFERS = (AccountKind.OFFER_CURRENT, AccountKind.OFFER_CARRIED)


class AccountShown(msgspec.Struct):
    """available + set_aside + in_transit + held = total: her money, wherever it lies (I-2).

    set_aside: in quotas for family. in_transit: sent and not accepted. held: by orders that are not decided.
    """

    available: Yuan
    set_aside: Yuan
    in_transit: Yuan
    held: Yuan
    total: Yuan


class Rates(msgspec.Struct):
    """Yearly rates of days from one to before another, in 1/10,000: of this year's money and of carried-over money."""

    from_day: date
    to_day: date
    current: int
    carried: int


class InterestOfDays(msgspec.Struct):
    """What days from one to before another brought. day_basis: the days a year counts."""

    from_day: date
    to_day: date
    amount: Yuan
    day_basis: int
    rates: list[Rates]


class InterestShown(msgspec.Struct):
    """credited: oldest first. running: what closing the account today would bring; None without a day."""

    credited: list[InterestOfDays]
    running: InterestOfDays | None


@get("/account", sync_to_thread=True, tags=["account"])
def show_account(request: Asking, office: TheOffice) -> AccountShown:
    """The caller's personal account."""
    return read(office, request, _account)


@get("/account/interest", sync_to_thread=True, tags=["account"])
def show_interest(request: Asking, office: TheOffice) -> InterestShown:
    """What the caller's account earned, credited year by year, and since the last time."""
    return read(office, request, _interest)


def _account(call: Call) -> AccountShown:
    person = access.require_scope(call.caller, Scope.VIEW)
    hers = ledger.find_accounts(call.db, spenders=[person])
    others = ledger.find_set_aside(call.db, owner_id=person)
    available = sum(account.balance_fen for account in own_buckets(hers).get(person, {}).values())
    set_aside, in_transit = _sum(others, QUOTAS), _sum(others, OFFERS)
    held = _sum([*others, *(account for account in hers if account.owner_id == person)], ledger.HELD)
    total = available + set_aside + in_transit + held
    return AccountShown(yuan_of(available), yuan_of(set_aside), yuan_of(in_transit), yuan_of(held), yuan_of(total))


def _sum(accounts: Iterable[Account], kinds: Collection[AccountKind]) -> int:
    return sum(account.balance_fen for account in accounts if account.kind in kinds)


def _interest(call: Call) -> InterestShown:
    person = access.require_scope(call.caller, Scope.VIEW)
    call.looked(person, purpose="interest")
    running = insured.running_interest(call.db, person_id=person, now=call.now, policy=call.policy)
    credited = insured.find_interest(call.db, person_id=person)
    return InterestShown([_one(one) for one in credited], None if running is None else _one(running))


def _one(one: Interest) -> InterestOfDays:
    rates = [Rates(span.from_day, span.to_day, span.current, span.carried) for span in one.rates]
    return InterestOfDays(one.from_day, one.to_day, yuan_of(one.amount_fen), one.day_basis, rates)


HANDLERS = [show_account, show_interest]
