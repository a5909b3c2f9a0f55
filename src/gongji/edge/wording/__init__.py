"""What people read when a rule forbids something, and when something has happened: for every door, Chinese first."""

from gongji.edge.wording.catalogue import (
    Wording,
    at_the_till,
    next_step,
    refusals_worded,
    sentence,
    skipped_sentence,
    skipped_worded,
    till_sentence,
    wording_sentence,
)
from gongji.edge.wording.consents import ConsentText, ConsentTextUnknown, require_consent_text
from gongji.edge.wording.notices import notice_sentence, notice_sms, notices_worded, people_in

__all__ = [
    "ConsentText",
    "ConsentTextUnknown",
    "Wording",
    "at_the_till",
    "next_step",
    "notice_sentence",
    "notice_sms",
    "notices_worded",
    "people_in",
    "refusals_worded",
    "require_consent_text",
    "sentence",
    "skipped_sentence",
    "skipped_worded",
    "till_sentence",
    "wording_sentence",
]
