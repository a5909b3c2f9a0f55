"""What the clock starts, and what months bring."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from gongji import corrections, insured, mutual_aid, wallet
from gongji.ground.calendar import BEIJING
from gongji.insured import EMPLOYEE, Credit
from tests.models.members import EMPLOYEES
from tests.models.side_by_side import SideBySide, chapter

CREDITED = st.sampled_from([160_00, 120_00, -50_00])
CHRISTMAS, SPRING = datetime(2026, 12, 25, tzinfo=BEIJING), datetime(2027, 3, 1, tzinfo=BEIJING)
MIDNIGHT = datetime(2027, 1, 1, 0, 40, tzinfo=BEIJING)


class YearRules(SideBySide):
    """Jobs run when they are due."""

    @chapter("years")
    @rule(
        who=st.sampled_from(EMPLOYEES),
        month=st.sampled_from([202610, 202611, 202612]),
        source=st.sampled_from(["individual", "correction"]),
        fen=CREDITED,
    )
    def credit(self, who: int, month: int, source: str, fen: int) -> None:
        if self.model.people[who].merged_into is None:
            credit = Credit(self.person[who], EMPLOYEE, month, source, fen)
            expected = self.model.credit(who, month, source, fen)
            self.same(expected, insured.credit_month, credits=[credit], now=self.world.now)

    @chapter("years")
    @rule(days=st.integers(7, 14))
    def weeks_pass(self, days: int) -> None:
        until = self.world.now + timedelta(days=days)
        if until < (SPRING if self.model.covered else CHRISTMAS):
            self.morning()
            self.until(until.replace(hour=12, minute=0))
            self.nobody_answered()

    @chapter("years")
    @precondition(lambda self: not self.model.covered)
    @rule()
    def new_year(self) -> None:
        self.morning()
        self.until(MIDNIGHT)
        by = self.by()
        everybody: dict[str, Any] = {"after": 0, "limit": 100}
        over = mutual_aid.find_over(self.db, day=MIDNIGHT.date(), **everybody)
        mutual_aid.return_expired(self.db, quota_ids=over, now=self.world.now, by=by)
        people = insured.find_to_turn(self.db, **everybody)
        insured.turn_year(self.db, people=people, now=self.world.now, by=by)
        again = mutual_aid.find_to_renew(self.db, day=MIDNIGHT.date(), **everybody)
        renewed = mutual_aid.renew(self.db, quota_ids=again, **self.now, by=by)
        for quota in renewed:
            self.quota_of((self.who[quota.donor_id], self.who[quota.beneficiary_id]), quota)
        owners = insured.find_interest_due(self.db, **self.now, **everybody)
        insured.credit_interest(self.db, people=owners, **self.now, by=by)
        self.model.turn_year()
        self.model.covered = True
        self.nobody_answered()
        self.world.later(hours=12)
        self.world.require_books_agree()

    @chapter("years")
    @rule()
    def remind(self) -> None:
        """Again, too."""
        ending_on = date(self.world.now.year + 1, 1, 1)
        due = mutual_aid.find_to_remind(self.db, ending_on=ending_on, after=0, limit=100)
        assert mutual_aid.remind(self.db, quota_ids=due, now=self.world.now, by=self.by()) == self.model.remind()
        assert mutual_aid.remind(self.db, quota_ids=due, now=self.world.now, by=self.by()) == 0

    def morning(self) -> None:
        """The next one: what nobody accepted returns."""
        self.until((self.world.now + timedelta(days=1)).replace(hour=6, minute=10))
        due = wallet.find_unaccepted(self.db, now=self.world.now, after=0, limit=100)
        count = wallet.return_unaccepted(self.db, transfer_ids=due, **self.now, by=self.by())
        assert count == self.model.return_unaccepted()

    def nobody_answered(self) -> None:
        """Invitations and corrections are over."""
        now = self.world.now
        late = mutual_aid.find_expired(self.db, now=now, limit=100)
        mutual_aid.expire(self.db, invitation_ids=late, now=now, by=self.by())
        papers = corrections.find_expired(self.db, now=now, after=0, limit=100)
        corrections.expire(self.db, correction_ids=papers, now=now, by=self.by())
        self.model.long_since()

    def until(self, moment: datetime) -> None:
        days = (moment.date() - self.world.now.date()).days
        self.world.now = moment
        self.model.pass_days(days, moment.year * 100 + moment.month)
