"""Monthly credits of personal accounts: once for a person, scheme, month and source, whoever sends them how often."""

from collections.abc import Sequence
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
from gongji.ground.value import value
from gongji.insured.account import NoPersonalAccount, empty_bucket, own_buckets
from gongji.insured.person import EMPLOYEE
from gongji.ledger import Account, AccountKind, Transfer

Key = tuple[int, int, int, str]


@value
class Credit:
    """What a month brings to an account (P-01, P-02, P-05).

    month: 202611. source: a word for who pays and why: individual, employer, retiree, correction. amount_fen: not 0,
    below 0 where a correction takes back.
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
    """What a batch has decided so far: buckets and balances as it leaves them, journal and amount by credit.

    fresh: identifiers for the journal of a credit and for a bucket it may have to open.
    """

    now: datetime
    fresh: dict[Key, tuple[int, int]]
    credited: dict[Key, tuple[int, int]]
    buckets: dict[int, dict[int, Account]]
    balances: dict[int, int]
    opened: list[Account] = field(default_factory=list)
    booked: list[tuple[Credit, Transfer]] = field(default_factory=list)


def credit_month(db: Connection[Any], *, credits: Sequence[Credit], now: datetime) -> list[int | Refusal]:
    """Post monthly credits from `contributions:<pool>`; the journal of each, the first one's where it came again.

    A credit of the year of `now` goes to the bucket CURRENT, one of an earlier year to CARRIED (P-06); a bucket that
    is missing is opened. A correction below 0 takes from the bucket of its year and from no other money.
    A refusal stands in the place of its credit and never fails its neighbours: NoPersonalAccount (P-03),
    CreditDiffers (P-04), CreditMonthAhead, CorrectionExceedsBalance (P-05).
    """
    posting = _lock_and_look(db, credits, now)
    answers: list[int | Refusal] = []
    for credit in credits:
        try:
            answers.append(_decide(posting, credit))
        except Refusal as refused:
            answers.append(refused)
    _write(db, posting)
    return answers


def _lock_and_look(db: Connection[Any], credits: Sequence[Credit], now: datetime) -> Posting:
    """What stands; only the people of credits that are new are locked."""
    credited = _find_credited(db, credits)
    unposted = [credit for credit in credits if credit.key not in credited]
    locked = ledger.lock(db, spenders={credit.person_id for credit in unposted})
    # Look again: while we waited for the locks, somebody else may have posted the same month.
    credited |= _find_credited(db, unposted)
    numbers = new_identifiers(db, cells=[cell_of(credit.person_id) for credit in unposted for _ in range(2)])
    return Posting(
        now,
        dict(zip([credit.key for credit in unposted], zip(numbers[::2], numbers[1::2], strict=True), strict=True)),
        credited,
        own_buckets(locked.accounts.values()),
        {account_id: account.balance_fen for account_id, account in locked.accounts.items()},
    )


def _decide(posting: Posting, credit: Credit) -> int:
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
    if balance + credit.amount_fen < 0:
        raise CorrectionExceedsBalance(balance_fen=balance)
    journal_id, spare_id = posting.fresh[credit.key]
    if account is None:
        (pool,) = {bucket.book for bucket in buckets.values()}
        account = empty_bucket(spare_id, credit.person_id, pool, _kind(credit, posting.now))
        buckets[account.kind] = account
        posting.opened.append(account)
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


def _find_credited(db: Connection[Any], credits: Sequence[Credit]) -> dict[Key, tuple[int, int]]:
    """Journal and amount of what was credited to these people in these months, by key.

    What a record got that was merged into one of them counts as hers, so that its file sent again adds nothing.
    """
    merged = ledger.find_merged(db, into={credit.person_id for credit in credits})
    people = {credit.person_id for credit in credits} | merged.keys()
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
    found = [((person_id, scheme, month, source), booked) for person_id, scheme, month, source, *booked in rows]
    of_merged = {(merged[key[0]], *key[1:]): (booked[0], booked[1]) for key, booked in found if key[0] in merged}
    return of_merged | {key: (booked[0], booked[1]) for key, booked in found}


def _write(db: Connection[Any], posting: Posting) -> None:
    ledger.open_accounts(db, posting.opened)
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
