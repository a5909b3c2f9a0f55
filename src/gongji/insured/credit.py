"""Monthly credits of personal accounts: once for a person, scheme, month and source, whoever sends them how often."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from psycopg import Connection

from gongji import audit, ledger
from gongji.audit import Fact, Happening
from gongji.ground.calendar import beijing_day, clearing_month
from gongji.ground.copying import copy_rows, copy_text
from gongji.ground.identifiers import cell_of, cells_and, new_identifiers
from gongji.ground.refusal import Refusal, refusal
from gongji.insured.account import NoPersonalAccount, bucket, own_buckets
from gongji.insured.person import EMPLOYEE
from gongji.ledger import Account, AccountKind, Transfer

Key = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class Credit:
    """What a month brings to an account. month: 202611. source: who pays it and why, such as `individual`,
    `retiree` or `correction`; amount_fen: not 0, below 0 where a correction takes back (P-01, P-02, P-05).
    """

    person_id: int
    scheme: int
    month: int
    source: str
    amount_fen: int

    @property
    def key(self) -> Key:
        """What makes it one credit (P-04)."""
        return (self.person_id, self.scheme, self.month, self.source)


@refusal
class CreditDiffers(Refusal):
    """This month and source were credited already, with another amount; a correction is a source of its own (P-05)."""

    code: ClassVar[str] = "CREDIT_DIFFERS"
    rule: ClassVar[str] = "P-04"
    credited_fen: int


@refusal
class CreditMonthAhead(Refusal):
    """The month has not begun."""

    code: ClassVar[str] = "CREDIT_MONTH_AHEAD"
    rule: ClassVar[str] = "P-04"
    month: int


@refusal
class CorrectionExceedsBalance(Refusal):
    """A correction would take more out of the bucket of its year than lies there."""

    code: ClassVar[str] = "CORRECTION_EXCEEDS_BALANCE"
    rule: ClassVar[str] = "P-05"
    balance_fen: int


@dataclass(slots=True)
class Posting:
    """Buckets and balances of a batch as it leaves them, and what was credited: journal and amount by key."""

    now: datetime
    credited: dict[Key, tuple[int, int]]
    buckets: dict[int, dict[int, Account]]
    balances: dict[int, int]
    booked: list[tuple[Credit, Transfer]] = field(default_factory=list)


def credit_month(db: Connection[Any], *, credits: Sequence[Credit], now: datetime) -> list[int | Refusal]:
    """Post monthly credits from `contributions:<pool>`; the journal of each, the first one's where it came again.

    A credit of the year of `now` goes to the bucket CURRENT, one of an earlier year to CARRIED (P-06); a bucket that
    is missing is opened. A correction below 0 takes from the bucket of its year and from no other money.
    A refusal stands in the place of its credit and never fails its neighbours: NoPersonalAccount (P-03),
    CreditDiffers (P-04), CreditMonthAhead, CorrectionExceedsBalance (P-05).
    """
    credited = _find_credited(db, credits)
    unposted = [credit for credit in credits if credit.key not in credited]
    locked = ledger.lock(db, spenders={credit.person_id for credit in unposted})
    # Look again: while we waited for the locks, somebody else may have posted the same month.
    credited |= _find_credited(db, unposted)
    posting = Posting(now, credited, own_buckets(locked.accounts.values()), {})
    posting.balances = {number: account.balance_fen for number, account in locked.accounts.items()}
    _open_missing(db, posting, unposted)
    journals = new_identifiers(db, cells=[cell_of(credit.person_id) for credit in unposted])
    journal_of = dict(zip([credit.key for credit in unposted], journals, strict=True))
    answers: list[int | Refusal] = []
    for credit in credits:
        try:
            answers.append(_decide(posting, credit, journal_of.get(credit.key, 0)))
        except Refusal as refused:
            answers.append(refused)
    _write(db, posting)
    return answers


def _decide(posting: Posting, credit: Credit, journal_id: int) -> int:
    """The journal of one credit, booked in memory unless it was booked before."""
    if credit.key in posting.credited:
        journal_before, amount_before = posting.credited[credit.key]
        if amount_before != credit.amount_fen:
            raise CreditDiffers(credited_fen=amount_before)
        return journal_before
    buckets = posting.buckets.get(credit.person_id)
    if credit.scheme != EMPLOYEE or not buckets:
        raise NoPersonalAccount()
    if credit.month > clearing_month(posting.now):
        raise CreditMonthAhead(month=credit.month)
    account = buckets.get(_kind(credit, posting.now))
    balance = 0 if account is None else posting.balances[account.account_id]
    if account is None or balance + credit.amount_fen < 0:
        raise CorrectionExceedsBalance(balance_fen=balance)
    posting.balances[account.account_id] = balance + credit.amount_fen
    posting.credited[credit.key] = (journal_id, credit.amount_fen)
    posting.booked.append((credit, _transfer(journal_id, credit, account)))
    return journal_id


def _kind(credit: Credit, now: datetime) -> AccountKind:
    return AccountKind.CURRENT if credit.month // 100 == beijing_day(now).year else AccountKind.CARRIED


def _transfer(journal_id: int, credit: Credit, account: Account) -> Transfer:
    sides = (ledger.contributions(), account.account_id)
    source, target = sides if credit.amount_fen > 0 else reversed(sides)
    return Transfer(journal_id, 1, account.book, source, target, abs(credit.amount_fen))


def _open_missing(db: Connection[Any], posting: Posting, credits: Iterable[Credit]) -> None:
    """Open the buckets these credits go to, for people who have an account."""
    missing = {
        (credit.person_id, _kind(credit, posting.now)): next(iter(buckets.values())).book
        for credit in credits
        if credit.amount_fen > 0
        and (buckets := posting.buckets.get(credit.person_id))
        and _kind(credit, posting.now) not in buckets
    }
    identifiers = new_identifiers(db, cells=[cell_of(person_id) for person_id, _ in missing])
    opened = [
        bucket(account_id, person_id, pool, kind)
        for account_id, ((person_id, kind), pool) in zip(identifiers, missing.items(), strict=True)
    ]
    ledger.open_accounts(db, opened)
    for account in opened:
        posting.buckets[account.subject_id][account.kind] = account
        posting.balances[account.account_id] = 0


def _find_credited(db: Connection[Any], credits: Sequence[Credit]) -> dict[Key, tuple[int, int]]:
    """Journal and amount of what was credited to these people in these months, by key."""
    people = {credit.person_id for credit in credits}
    rows = db.execute(
        """
        select person_id, scheme, month, source, journal_id, amount_fen
        from monthly_credit
        where cell = any(%s::smallint[])
        and person_id = any(%s::bigint[])
        and month = any(%s::integer[])
        """,
        [*cells_and(people), sorted({c.month for c in credits})],
    )
    return {(row[0], row[1], row[2], row[3]): (row[4], row[5]) for row in rows}


def _write(db: Connection[Any], posting: Posting) -> None:
    ledger.post(db, [transfer for _, transfer in posting.booked])
    copy_rows(
        db,
        table="monthly_credit",
        columns="cell, person_id, scheme, month, source, amount_fen, journal_id",
        lines=[
            f"{cell_of(c.person_id)}\t{c.person_id}\t{c.scheme}\t{c.month}\t{copy_text(c.source)}\t{c.amount_fen}"
            f"\t{transfer.journal_id}\n"
            for c, transfer in posting.booked
        ],
    )
    happened = Happening.MONTH_CREDITED
    facts = [Fact(transfer.journal_id, happened, c.person_id, posting.now) for c, transfer in posting.booked]
    audit.record(db, facts)
