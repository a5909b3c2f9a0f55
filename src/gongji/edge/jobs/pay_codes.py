"""What time does to pay codes."""

from gongji import settlement
from gongji.edge.jobs.job import in_batches

forget_pay_codes = in_batches(
    lambda db, now, after, limit: settlement.find_over_codes(db, now=now, after=after, limit=limit),
    lambda db, due, now, policy: settlement.forget_codes(db, code_ids=due, now=now),
)
