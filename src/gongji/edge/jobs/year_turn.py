"""The turn of the year in personal accounts (P-06)."""

from gongji import insured
from gongji.edge.jobs.job import CLOCK, in_batches

turn_year = in_batches(
    lambda db, now, after, limit: insured.find_to_turn(db, after=after, limit=limit),
    lambda db, due, now, policy: insured.turn_year(db, people=due, now=now, by=CLOCK),
)
