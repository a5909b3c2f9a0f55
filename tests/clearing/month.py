"""November ends: verbs of clearing that take what a test does not care about as given."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gongji import clearing
from gongji.audit import By
from gongji.clearing import Batch, PaymentNotice, Proof
from gongji.ground.calendar import BEIJING
from tests.world import World

NOVEMBER = 202611
CLERK, SECOND = By(11, "office"), By(12, "office")


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day in Beijing."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=BEIJING)


DECEMBER = at(date(2026, 12, 22))


@dataclass
class Month:
    """November, with verbs that take what the test does not care about as given."""

    world: World

    def file(self, *, first: date = date(2026, 11, 1), until: date = date(2026, 11, 30)) -> None:
        """File every day that is missing; first: where none was filed yet."""
        self.world.db.commit()
        filed = clearing.latest_day(self.world.db)
        day = first if filed is None else filed.day + timedelta(days=1)
        while day <= until:
            clearing.file_day(self.world.db, day=day, now=at(until + timedelta(days=1), 2))
            self.world.db.commit()
            day += timedelta(days=1)

    def generate(self, month: int = NOVEMBER, *, on: date = date(2026, 12, 21)) -> Batch:
        """Sort a month."""
        return clearing.generate(self.world.db, batch_month=month, now=at(on), policy=self.world.policy, by=CLERK)

    def confirm(self, *provinces: int) -> None:
        """Let provinces confirm."""
        for province in provinces:
            by = By(province, "office")
            clearing.confirm(self.world.db, batch_month=NOVEMBER, province=province, now=DECEMBER, by=by)

    def notices(self) -> dict[tuple[str, int, int], PaymentNotice]:
        """Draft and release the notices; by level, payer and payee."""
        db, now = self.world.db, at(date(2026, 12, 28))
        clearing.draft_notices(db, batch_month=NOVEMBER, now=now, by=CLERK)
        clearing.release_notices(db, batch_month=NOVEMBER, now=now, policy=self.world.policy, by=SECOND)
        found = clearing.list_notices(db, batch_month=NOVEMBER)
        return {(notice.level, notice.payer, notice.payee): notice for notice in found}

    def pay(self, notice: PaymentNotice, **changed: int) -> PaymentNotice:
        """Pay a notice as it wants to be paid, but for what is changed."""
        paid = {"amount_fen": notice.amount_fen, "payer": notice.payer, "payee": notice.payee} | changed
        proof = Proof("ICBC", notice.number, date(2027, 1, 8), **paid)
        return clearing.pay_notice(self.world.db, number=notice.number, proof=proof, now=at(date(2027, 1, 8)), by=CLERK)

    def owed(self) -> dict[tuple[int, str], int]:
        """What the books say is still owed or due in clearing: (book, account) -> fen."""
        rows = self.world.db.execute(
            """
            select book, account, sum(change_fen)::bigint
            from (
                select book, shared_account_name(credit_account) as account, amount_fen as change_fen from transfer
                union all
                select book, shared_account_name(debit_account), -amount_fen from transfer
            ) as side
            where account ~ '^(payable|receivable|owed|collected|passed)'
            group by book, account
            having sum(change_fen) <> 0
            """
        )
        return {(book, account): fen for book, account, fen in rows.fetchall()}
