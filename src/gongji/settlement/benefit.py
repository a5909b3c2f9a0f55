"""What the pooled fund pays of a bill (S-04): after the year's deductible, a share, up to the year's ceiling."""

from gongji.ground.money import share_half_up
from gongji.ground.policy import Benefit
from gongji.ground.value import value
from gongji.settlement.years import Sums


@value
class FundShare:
    """deductible_fen: charged this time. ceiling_left_fen: what the fund could still pay before this bill."""

    deductible_fen: int
    pool_pay_fen: int
    ceiling_left_fen: int


def fund_share(in_scope_fen: int, benefit: Benefit, so_far: Sums) -> FundShare:
    """Deductible and payment of the fund for one bill; rounded half up once (S-04, S-05)."""
    deductible = min(in_scope_fen, max(0, benefit.deductible_fen - so_far.deductible_paid_fen))
    ceiling_left = max(0, benefit.ceiling_fen - so_far.pool_paid_fen)
    pays = min(share_half_up(in_scope_fen - deductible, benefit.ratio_e4), ceiling_left)
    return FundShare(deductible, pays, ceiling_left)
