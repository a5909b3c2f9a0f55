"""Everything that is checked, in the order it is checked."""

from gongji.verification import (
    balances,
    bills,
    cancels,
    facts,
    journals,
    merges,
    pairs,
    people,
    premiums,
    quotas,
    requests,
)
from gongji.verification.check import Check

CHECKS: tuple[Check, ...] = (
    *balances.CHECKS,
    *pairs.CHECKS,
    *people.CHECKS,
    *merges.CHECKS,
    *quotas.CHECKS,
    *premiums.CHECKS,
    *bills.CHECKS,
    *journals.CHECKS,
    *cancels.CHECKS,
    *requests.CHECKS,
    *facts.CHECKS,
)
