"""A small world for tests: pools with the wallet on, a pharmacy, a hospital, a catalogue, people with families.

Verbs of the program make it, with names and fen that a reader can follow. `world` in conftest gives one.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from psycopg import Connection

from gongji import institutions, insured, life_events, mutual_aid, settlement
from gongji.audit import By
from gongji.ground import divisions
from gongji.ground.calendar import BEIJING
from gongji.ground.identifiers import cell_of
from gongji.ground.identity_number import check_character
from gongji.ground.keys import FileKeyStore
from gongji.ground.policy import PolicySet, published
from gongji.ground.refusal import Refusal
from gongji.ground.value import replace
from gongji.institutions import Institution
from gongji.insured import EMPLOYEE, RESIDENT, Enrolment, PersonalFields
from gongji.kinship import NearRelative
from gongji.life_events import Merged
from gongji.mutual_aid import ALL_USES, Quota, QuotaAsked, RelationAsked, Use
from gongji.settlement import (
    Answer,
    Cancel,
    CatalogueItem,
    IdentityCheck,
    Line,
    MessageKey,
    Moment,
    Pay,
    Reverse,
    Settled,
    Visit,
)
from gongji.verification import CHECKS

XIAMEN, FUZHOU, LANZHOU, XIAN = 350200, 350100, 620100, 610100
NOON = datetime(2026, 11, 5, 12, 0, tzinfo=BEIJING)
PHARMACY, HOSPITAL, SHOP_WITHOUT_WALLET = "P62010200001", "H62010200001", "P62010200002"
XIAMEN_PHARMACY, XIAN_HOSPITAL = "P35020300001", "H61010200001"
PILLS, OINTMENT, SHAMPOO, CLASS_C = "XPILLS0001", "XOINTMENT1", "SHAMPOO", "XCLASSC001"


@dataclass
class World:
    """db: where it lives. now: the moment everything happens at, moved on by tests that need time to pass."""

    db: Connection[Any]
    keys: FileKeyStore
    now: datetime = NOON
    policy: PolicySet = field(default_factory=published)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def furnish(self) -> "World":
        """Pools, institutions and a catalogue."""
        for pool in (XIAMEN, FUZHOU, LANZHOU, XIAN):
            institutions.enable_wallet(self.db, pool=pool, since=date(2024, 12, 2))
        shops = [
            (PHARMACY, "pharmacy", 620102, True),
            (HOSPITAL, "hospital", 620102, True),
            (SHOP_WITHOUT_WALLET, "pharmacy", 620102, False),
            (XIAMEN_PHARMACY, "pharmacy", 350203, True),
            (XIAN_HOSPITAL, "hospital", 610102, True),
        ]
        institutions.enter_institutions(
            self.db,
            [
                Institution(0, code, code, kind, "unrated", where, pool_of(where), wallet, None, "national")
                for code, kind, where, wallet in shops
            ],
        )
        settlement.enter_items(
            self.db,
            [
                (CatalogueItem(PILLS, "101", "01", True, None, 0), "降压片"),
                (CatalogueItem(OINTMENT, "101", "02", True, 50_000_000, 1_000), "软膏"),
                (CatalogueItem(CLASS_C, "101", "03", True, None, 0), "丙类药"),
                (CatalogueItem(SHAMPOO, "999", "03", False, None, 0), "洗发水"),
            ],
        )
        return self

    def employee(
        self, name: str, *, pool: int = XIAMEN, account: int = 0, born: date = date(1985, 5, 6), sex: int = 2
    ) -> int:
        """An employee with a personal account that holds `account` fen; her person_id."""
        return self._person(name, EMPLOYEE, pool, born, sex, account)

    def resident(self, name: str, *, pool: int = LANZHOU, born: date = date(1955, 3, 4), sex: int = 2) -> int:
        """A resident, who has no account."""
        return self._person(name, RESIDENT, pool, born, sex, None)

    def _person(self, name: str, scheme: int, pool: int, born: date, sex: int, account: int | None) -> int:
        number = next(self.numbers)
        first = f"999{number // 500:03d}{born:%Y%m%d}{number % 500 * 2 + (sex == 1):03d}"
        fields = PersonalFields(f"{pool}{number:014d}", name, "01", first + check_character(first), "")
        person = Enrolment(
            fields=fields, born_on=born, sex=sex, scheme=scheme, person_type="11" if scheme == EMPLOYEE else "15",
            division=str(pool), status=1, insured_from=date(2010, 1, 1), opening_fen=account,
        )  # fmt: skip
        (answer,) = insured.enrol(self.db, self.keys, people=[person], now=self.now)
        assert isinstance(answer, int), answer
        return answer

    def relate(self, donor: int, beneficiary: int, relation: NearRelative, *, evidence: str = "verified") -> int:
        """An active relation both agreed to; its relation_id."""
        asked = RelationAsked(donor, beneficiary, relation, evidence, self.now, self.now)
        return mutual_aid.create_relation(self.db, asked=asked, now=self.now, policy=self.policy).relation_id

    def share(
        self,
        donor: int,
        beneficiary: int,
        relation: NearRelative,
        limit: int,
        *,
        uses: Use = ALL_USES,
        period: str = "OPEN",
    ) -> Quota:
        """A relation with a quota of `limit` fen."""
        relation_id = self.relate(donor, beneficiary, relation)
        asked = QuotaAsked(relation_id, limit, period, uses)
        return mutual_aid.set_quota(self.db, asked=asked, now=self.now, policy=self.policy)

    def bill(
        self, person: int, *fees: tuple[str, int], at: str = PHARMACY, message: str | None = None, **more: Any
    ) -> Pay:
        """A pharmacy bill of (catalogue code, fen) lines, each of one piece."""
        number = message or f"{at}20261105120000{next(self.numbers):04d}"
        lines = tuple(Line(f"{number}{i}", code, fen, 10_000, fen * 10_000) for i, (code, fen) in enumerate(fees))
        scheme = insured.find_relations(self.db, people=[person])[person]
        pay = Pay(
            key=MessageKey(at, number, repr((person, fees)).encode()[:16].ljust(16)),
            person_id=person,
            scheme=next(iter(scheme)),
            visit=Visit.PHARMACY,
            visit_id=None,
            batch_no="",
            med_type="41",
            total_fen=sum(fen for _, fen in fees),
            lines=lines,
            account_use=2,
            credential_type=1,
            identity_check=IdentityCheck.CODE,
            operator="0001",
            invoice_no="",
        )
        return replace(pay, **more)

    def settle(self, *requests: Pay | Cancel | Reverse, donors: tuple[int, ...] = ()) -> list[Answer | Refusal]:
        """The answers to a batch; refunds that need a donor's account are run again with it, as the door does."""
        moment = Moment(self.now, self.policy)
        answers = settlement.settle(self.db, requests=requests, moment=moment, donors=donors)
        for position, answer in enumerate(answers):
            if isinstance(answer, settlement.RunAlone):
                (answers[position],) = self.settle(answer.request, donors=tuple(answer.donors))
        return answers  # type: ignore[return-value]

    def buy(self, person: int, *fees: tuple[str, int], **more: Any) -> Settled:
        """Settle one bill that must not be refused."""
        return self.done(self.bill(person, *fees, **more))

    def done(self, request: Pay | Cancel | Reverse) -> Settled:
        """The answer to one request that must not be refused."""
        (answer,) = self.settle(request)
        assert isinstance(answer, Settled), answer
        return answer

    def cancel(self, settled: Settled, *, at: str = PHARMACY, **more: Any) -> Cancel:
        """The cancel of a settlement, as its own institution would send it."""
        row = settled.settlement
        number = f"{at}20261105130000{next(self.numbers):04d}"
        cancel = Cancel(MessageKey(at, number, b"c" * 16), row.person_id, row.settlement_id, row.visit_id, "0001")
        return replace(cancel, **more)

    def reversal(self, pay: Pay) -> Reverse:
        """The reversal of a message whose answer never came."""
        number = f"{pay.key.institution}20261105140000{next(self.numbers):04d}"
        return Reverse(MessageKey(pay.key.institution, number, b"r" * 16), pay.person_id, pay.key.message_id, "0001")

    def merge(self, absorbed: int, *, into: int) -> Merged:
        """Two records of one person become one: proposed by a clerk, confirmed by a colleague."""
        proposed = life_events.propose_merge(
            self.db,
            kept_id=into,
            absorbed_id=absorbed,
            evidence_hash=b"e" * 32,
            now=self.now,
            policy=self.policy,
            by=By(7, "counter", 8),
        )
        return life_events.confirm_merge(
            self.db,
            self.keys,
            work_item_id=proposed.work_item_id,
            note="both cards seen",
            find_open=lambda _, __: None,
            now=self.now,
            policy=self.policy,
            by=By(9, "counter", 10),
        )

    def own(self, person: int) -> int:
        """What lies in a person's own account, free to spend."""
        return self._balance("subject_id = %s and owner_id = subject_id", person)

    def remaining(self, quota: Quota) -> int:
        """What is left of a quota."""
        return self._balance("subject_id = %s", quota.quota_id)

    def _balance(self, where: str, subject: int) -> int:
        row = self.db.execute(
            f"select coalesce(sum(balance_fen), 0)::bigint from account where cell = %s and {where}",
            [cell_of(subject), subject],
        ).fetchone()
        return int(row[0]) if row else 0

    def journal(self, settled: Settled) -> dict[tuple[int, str, str], int]:
        """The transfers of a settlement: (book, from, to) -> fen; accounts by their readable names."""
        rows = self.db.execute(
            """
            with named as (
                select account_id, (array['own', 'quota', 'offer', 'lot', 'held'])[(kind + 1) / 2] as name
                from account
            )
            select book,
                   coalesce(shared_account_name(debit_account), d.name),
                   coalesce(shared_account_name(credit_account), c.name),
                   amount_fen
            from transfer
            left join named d on d.account_id = debit_account
            left join named c on c.account_id = credit_account
            where journal_id = %s
            """,
            [settled.settlement.settlement_id],
        ).fetchall()
        found: dict[tuple[int, str, str], int] = {}
        for book, debit, credit, fen in rows:
            key = (book, _without_number(debit), _without_number(credit))
            found[key] = found.get(key, 0) + fen
        return found

    def require_books_agree(self) -> None:
        """Every check of the books, within the transaction everything happened in."""
        found = {check.name: self.db.execute(check.sql.encode()).fetchall() for check in CHECKS}
        wrong = {name: rows for name, rows in found.items() if rows}
        assert not wrong, wrong

    def later(self, **delta: int) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)


def pool_of(division: int) -> int:
    """The pool of a division on the day of the tests."""
    return divisions.pool_of(str(division), on=NOON.date())


def _without_number(account: str) -> str:
    return "institution" if account.startswith("institution") else account


def furnished_world(db: Connection[Any], key_file: Path) -> World:
    """A world on a connection, with keys of its own."""
    return World(db, FileKeyStore(key_file)).furnish()
