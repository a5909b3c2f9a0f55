"""Pay codes: shown, used once within a minute, forgotten when they are over (S-34)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.models.spending_model import Spending

GOOD_FOR = timedelta(seconds=60)
AT_MOST = 10


@dataclass
class Code:
    """forgotten: nobody knows any more that there was one."""

    who: int
    over_at: datetime
    used: bool = False
    forgotten: bool = False


@dataclass
class Codes(Spending):
    """Whether somebody may show one for another the door asks."""

    codes: list[Code] = field(default_factory=list)

    def show_code(self, who: int, at: datetime) -> str | None:
        """Used ones count too while their minute lasts."""
        if sum(code.who == who and code.over_at > at for code in self.codes) >= AT_MOST:
            return "CODES_TOO_MANY"
        self.forget([number for number, code in enumerate(self.codes) if code.who == who], at)
        self.codes.append(Code(who, at + GOOD_FOR))
        return None

    def forget(self, numbers: list[int], at: datetime) -> int:
        """Those among these that are over; how many."""
        over = [code for code in map(self.codes.__getitem__, numbers) if code.over_at <= at and not code.forgotten]
        for code in over:
            code.forgotten = True
        return len(over)

    def pay_by_code(self, number: int, who: int, fen: int, at: datetime) -> str | None:
        """A payment that is refused for something else leaves the code as it was."""
        code = self.codes[number]
        if code.who != who and (code.used or not code.forgotten):
            return "IDENTITY_MISMATCH"
        if code.used:
            return "CODE_USED"
        if code.over_at <= at:
            return "CODE_EXPIRED"
        refused = self.pay(who, fen)
        code.used = refused is None
        return refused
