"""What exp_content says about mutual aid: our extension, pools only and never who pays (interface 2.10)."""

from collections.abc import Sequence
from typing import Any

import msgspec

from gongji import kinship
from gongji.edge.wording import skipped_sentence
from gongji.ground.divisions import Reach, reach
from gongji.ground.money import yuan_of
from gongji.insured import EMPLOYEE
from gongji.kinship import NearRelative
from gongji.settlement import AidLine, Settled, Skipped

LONGEST = 3999
CLEARED = {Reach.SAME_POOL: "local", Reach.SAME_PROVINCE: "in_province", Reach.CROSS_PROVINCE: "cross_province"}

# What somebody is to the beneficiary, in the dictionary agnter_rlts (interface 3).
AGNTER_RLTS = {
    NearRelative.SPOUSE: "1",
    NearRelative.CHILD: "2",
    NearRelative.GRANDCHILD_BY_SON: "4",
    NearRelative.GRANDCHILD_BY_DAUGHTER: "4",
    NearRelative.PARENT: "5",
    NearRelative.PATERNAL_GRANDPARENT: "6",
    NearRelative.MATERNAL_GRANDPARENT: "6",
    NearRelative.SIBLING: "7",
}
# The same by what the row says, which is what the beneficiary is to the donor.
PAYER_IS = {relation.value: AGNTER_RLTS[kinship.inverse(relation)] for relation in NearRelative}


def payer_detail(settled: Settled, *, negative: bool, is_trial: bool = False) -> str:
    """The JSON text of `mulaiddetail` and `mulaidskipped`; "" where no aid was wanted. Shorter than 4000 characters.

    A trial has moved nothing, so it has no payments to name. negative: whether refunds carry their sign.
    """
    paid = [] if is_trial else [_payment(settled, line, negative=negative) for line in settled.aid]
    skipped = [{"mulaid_poolarea": f"{one.donor_pool:06d}", "reason": one.reason} for one in settled.skipped]
    while True:
        told: dict[str, Any] = ({"mulaiddetail": paid} if paid else {}) | (
            {"mulaidskipped": skipped} if skipped else {}
        )
        text = msgspec.json.encode(told).decode() if told else ""
        if len(text) <= LONGEST:
            return text
        # Payments are at most five; only who was skipped can make it too long.
        skipped.pop()


def _payment(settled: Settled, line: AidLine, *, negative: bool) -> dict[str, str]:
    row = settled.settlement
    original = {} if settled.original_id is None else {"orig_trns_no": f"{settled.original_id}{line.line:02d}"}
    return {
        "mulaid_trns_no": f"{row.settlement_id}{line.line:02d}",
        **original,
        "mulaid_poolarea": f"{line.donor_pool:06d}",
        "mulaid_insutype": str(EMPLOYEE),
        "mulaid_rlts": PAYER_IS[line.relation],
        "mulaid_amt": yuan_of(line.amount_fen if negative else abs(line.amount_fen)),
        "mulaid_clr_flag": clearing_flag(line.donor_pool, row.treatment_pool),
    }


def clearing_flag(payer_pool: int, treatment_pool: int) -> str:
    """Between whom the aid is cleared: inside one pool not at all (C-02), inside a province, or across provinces."""
    return CLEARED[reach(payer_pool, treatment_pool)]


def aid_at_hand(pools: Sequence[int], available_fen: int, *, whole_balance: bool) -> str:
    """The JSON text of `mulaid` for 1101: whether, from which pools and how much relatives let her spend here.

    whole_balance: somebody lets her spend a whole account besides, which counts in no amount (R-22, N-05).
    """
    told = {
        "avail": "1" if available_fen or whole_balance else "0",
        "poolarea_list": [f"{pool:06d}" for pool in sorted(set(pools))],
        "avail_amt": yuan_of(available_fen),
    } | ({"whole_balance": "1"} if whole_balance else {})
    return msgspec.json.encode({"mulaid": told}).decode()


def skipped_in_words(skipped: Sequence[Skipped]) -> str:
    """What the cashier can read out about quotas that were left out (S-13); "" where none was."""
    return "；".join(dict.fromkeys(skipped_sentence(one.reason, pool=one.donor_pool) for one in skipped))[:200]
