"""A month after the other is sorted, confirmed, noticed and paid, each on the days it is usually done."""

from datetime import date, datetime, timedelta

from gongji import clearing
from gongji.audit import By
from gongji.clearing import Batch, PaymentNotice, Proof
from tests.clearing.month import CLERK, SECOND, Month, at

FUJIAN, GANSU = 350000, 620000
Key = tuple[str, int, int]


def after(batch_month: int, day: int, hour: int = 10) -> datetime:
    """A day of the month after a batch's own."""
    year, month = divmod(batch_month, 100)
    return at(date(year + month // 12, month % 12 + 1, day), hour)


def sort(month: Month, batch_month: int) -> Batch:
    """File a month's days and sort it on the 21st; the first batch there is files nothing earlier."""
    last = after(batch_month, 1) - timedelta(days=1)
    month.file(first=last.date(), until=last.date())
    return month.generate(batch_month, on=after(batch_month, 21).date())


def confirm(month: Month, batch_month: int, *provinces: int) -> None:
    """These provinces confirm on the 23rd, or all for whom the batch waits."""
    for province in provinces or clearing.waiting_provinces(month.world.db, batch_month=batch_month):
        which = {"batch_month": batch_month, "province": province}
        clearing.confirm(month.world.db, **which, now=after(batch_month, 23), by=By(province, "office"))


def notice(month: Month, batch_month: int) -> dict[Key, PaymentNotice]:
    """Draft and release a batch's notices on the 28th; by level, payer and payee."""
    db, now = month.world.db, after(batch_month, 28)
    clearing.draft_notices(db, batch_month=batch_month, now=now, by=CLERK)
    clearing.release_notices(db, batch_month=batch_month, now=now, policy=month.world.policy, by=SECOND)
    found = clearing.list_notices(db, batch_month=batch_month)
    return {(one.level, one.payer, one.payee): one for one in found}


def pay(month: Month, *notices: PaymentNotice) -> None:
    """Pay notices in full, on the 30th."""
    for one in notices:
        paid = after(one.batch_month, 30)
        proof = Proof("ICBC", one.number, paid.date(), one.amount_fen, one.payer, one.payee)
        clearing.pay_notice(month.world.db, number=one.number, proof=proof, now=paid, by=CLERK)


def end(month: Month, batch_month: int) -> dict[Key, PaymentNotice]:
    """Sort a month, let all confirm and pay everything; its notices."""
    sort(month, batch_month)
    confirm(month, batch_month)
    notices = notice(month, batch_month)
    pay(month, *notices.values())
    return notices


def state(month: Month, batch_month: int) -> str:
    """How far a batch is."""
    return clearing.require_batch(month.world.db, batch_month=batch_month).state


def amounts(notices: dict[Key, PaymentNotice]) -> dict[Key, int]:
    """What each notice asks for."""
    return {key: one.amount_fen for key, one in notices.items()}
