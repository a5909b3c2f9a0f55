"""What time does to what waits for staff."""

from gongji import corrections, work_items
from gongji.edge.jobs.job import CLOCK, in_batches

raise_overdue = in_batches(
    lambda db, now, after, limit: work_items.find_rising(db, now=now, after=after, limit=limit),
    lambda db, due, now, policy: work_items.escalate(db, work_item_ids=due, now=now),
)

end_corrections = in_batches(
    lambda db, now, after, limit: corrections.find_expired(db, now=now, after=after, limit=limit),
    lambda db, due, now, policy: corrections.expire(db, correction_ids=due, now=now, by=CLOCK),
)
