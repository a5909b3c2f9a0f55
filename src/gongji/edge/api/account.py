"""What is in a person's own account: hers to spend, and set aside for family (W-02, Q-13)."""

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


class AccountShown(msgspec.Struct):
    """available + set_aside = total: the donor's money, wherever she lets it lie (I-2)."""

    available: Yuan
    set_aside: Yuan
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
    call.looked(person, purpose="account")
    own = own_buckets(ledger.find_accounts(call.db, spenders=[person])).get(person, {})
    available = sum(account.balance_fen for account in own.values())
    set_aside = sum(account.balance_fen for account in ledger.find_set_aside(call.db, owner_id=person))
    return AccountShown(yuan_of(available), yuan_of(set_aside), yuan_of(available + set_aside))


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
