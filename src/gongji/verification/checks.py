"""Everything that is checked, in the order it is checked."""

from gongji.verification import (
    balances,
    bills,
    cancels,
    clearing,
    corrections,
    facts,
    interest,
    journals,
    merges,
    moves,
    pairs,
    pay_codes,
    pay_outs,
    people,
    premiums,
    quotas,
    requests,
    statements,
)
from gongji.verification.check import Check

CHECKS: tuple[Check, ...] = (
    *balances.CHECKS,
    *pairs.CHECKS,
    *people.CHECKS,
    *interest.CHECKS,
    *pay_outs.CHECKS,
    *merges.CHECKS,
    *quotas.CHECKS,
    *moves.CHECKS,
    *premiums.CHECKS,
    *bills.CHECKS,
    *pay_codes.CHECKS,
    *journals.CHECKS,
    *cancels.CHECKS,
    *corrections.CHECKS,
    *clearing.CHECKS,
    *statements.CHECKS,
    *requests.CHECKS,
    *facts.CHECKS,
)
