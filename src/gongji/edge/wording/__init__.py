"""What people are told when a rule forbids something: one catalogue for every door, Chinese first."""

from gongji.edge.wording.catalogue import (
    Wording,
    at_the_till,
    refusals_worded,
    sentence,
    skipped_sentence,
    skipped_worded,
    till_sentence,
    wording_sentence,
)

__all__ = [
    "Wording",
    "at_the_till",
    "refusals_worded",
    "sentence",
    "skipped_sentence",
    "skipped_worded",
    "till_sentence",
    "wording_sentence",
]
