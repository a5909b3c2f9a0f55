"""Messages of a till that are sent twice, and those whose answer was lost (S-12, S-15)."""

from dataclasses import dataclass, field

from tests.models.spending_model import Spending


@dataclass
class Messages(Spending):
    """reversed: the numbers of bills that a reversal undid, not a cancel."""

    reversed: set[int] = field(default_factory=set)

    def reverse(self, number: int, who: int) -> str | None:
        """What was undone before is reversed without effect."""
        bill = self.bills[number]
        if bill.undone:
            return None
        if who not in (bill.who, self.lives_on(bill.who)):
            return "REVERSAL_OF_OTHER"
        self.reversed.add(number)
        return self.cancel(number)

    def send_again(self, number: int, *, changed: bool) -> str | None:
        if changed:
            return "IDEMPOTENCY_CONFLICT"
        return "SETTLE_REVERSED" if number in self.reversed else None
