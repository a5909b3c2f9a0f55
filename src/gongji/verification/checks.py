"""Everything that is checked, in the order it is checked."""

from gongji.verification import balances, cancels, facts, pairs, people, quotas, requests, settlements
from gongji.verification.check import Check

CHECKS: tuple[Check, ...] = (
    *balances.CHECKS,
    *pairs.CHECKS,
    *people.CHECKS,
    *quotas.CHECKS,
    *settlements.CHECKS,
    *cancels.CHECKS,
    *requests.CHECKS,
    *facts.CHECKS,
)
