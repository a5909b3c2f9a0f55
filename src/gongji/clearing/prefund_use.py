"""How far a month used the prefunds: of a province that holds them, of one that advances them, of all (C-23, C-26)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from gongji.clearing.prefund import Alarm, alarm_of, use_rate_e4
from gongji.ground.policy import PolicySet
from gongji.ground.value import value


@value
class PrefundUse:
    """How far a month used what one province holds of another's; a province 0: of all together (C-26)."""

    payer_province: int
    payee_province: int
    month_fen: int
    held_fen: int
    rate_e4: int
    alarm: Alarm


HELD = """
    select payer_province, payee_province, sum(amount_fen)::bigint as held_fen
    from prefund_change
    where state = 'PAID'
    group by payer_province, payee_province
"""
# Aid between provinces by batch; care has a prefund of its own elsewhere (D-07). 1: ledger.Business.AID.
CLEARED = """
    select payer_province, payee_province, batch_month, sum(amount_fen)::bigint as month_fen
    from cleared_line
    where batch_month = any(%(months)s)
    and business = 1
    and payer_province <> payee_province
    group by payer_province, payee_province, batch_month
"""
# Payer, payee, what the month cleared, what is held.
Pair = tuple[int, int, int, int]


def prefund_uses(db: Connection[Any], *, batch_month: int, payee_province: int, policy: PolicySet) -> list[PrefundUse]:
    """How far a month used the prefunds a province holds, in total (payer_province 0) and pair by pair (C-23, C-26)."""
    pairs = _pairs(db, batch_month, "payee_province = %(province)s", payee_province)
    return _uses(batch_month, policy, [(0, payee_province, *_sums(pairs)), *pairs])


def prefunds_advanced(
    db: Connection[Any], *, batch_month: int, payer_province: int, policy: PolicySet
) -> list[PrefundUse]:
    """How far a month used what a province has advanced, in total (payee_province 0) and pair by pair.

    Warns only: what acts is the total of who holds it (C-26).
    """
    pairs = _pairs(db, batch_month, "payer_province = %(province)s", payer_province)
    return _uses(batch_month, policy, [(payer_province, 0, *_sums(pairs)), *pairs])


def prefund_totals(db: Connection[Any], *, batch_month: int, policy: PolicySet) -> list[PrefundUse]:
    """How far a month used the prefunds of each province that holds some or was owed some (payer_province 0)."""
    pairs = _pairs(db, batch_month, "true", 0)
    holders = sorted({pair[1] for pair in pairs})
    totals = [(0, holder, *_sums([pair for pair in pairs if pair[1] == holder])) for holder in holders]
    return _uses(batch_month, policy, totals)


def _pairs(db: Connection[Any], batch_month: int, condition: str, province: int) -> list[Pair]:
    rows = db.execute(
        f"""
        select payer_province, payee_province, coalesce(month_fen, 0)::bigint, coalesce(held_fen, 0)::bigint
        from ({HELD}) as held
        full join ({CLEARED}) as cleared
            using (payer_province, payee_province)
        where {condition}
        order by payer_province, payee_province
        """,
        {"months": [batch_month], "province": province},
    )
    return rows.fetchall()


def _sums(pairs: Sequence[Pair]) -> tuple[int, int]:
    return sum(pair[2] for pair in pairs), sum(pair[3] for pair in pairs)


def _uses(batch_month: int, policy: PolicySet, pairs: Sequence[Pair]) -> list[PrefundUse]:
    sizing = policy.value("clearing.prefund", pool=0, on=date(batch_month // 100, batch_month % 100, 1))
    uses = []
    for payer, payee, month_fen, held_fen in pairs:
        rate = use_rate_e4(month_fen, held_fen)
        alarm = alarm_of(rate, yellow_e4=sizing["yellow_e4"], red_e4=sizing["red_e4"])
        uses.append(PrefundUse(payer, payee, month_fen, held_fen, rate, alarm))
    return uses
