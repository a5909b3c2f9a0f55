"""Tell people what has happened: facts become notices, and notices go out by SMS to whoever has a telephone."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from psycopg import Connection

from gongji import insured, notices
from gongji.edge.masked import masked_name
from gongji.edge.office import Office
from gongji.edge.wording import notice_sms, people_in
from gongji.ground.value import value
from gongji.notices import Notice

FACTS_A_BATCH = 500
MESSAGES_A_BATCH = 64
# How many messages are with the partner at a time; each is somebody else's.
SENDERS = 8


@value
class Message:
    """One short message. to: a telephone, "" where the person has none."""

    notice_id: int
    to: str
    text: str


def write_notices(office: Office) -> int:
    """Turn every fact that is not told into notices, a batch a transaction; how many facts."""
    told = 0
    while batch := office.work(lambda db: _write(db, office)):
        told += batch
    return told


def deliver_notices(office: Office) -> int:
    """Send every notice that is due, each person's in order; how many were taken. Ends early where one is not taken.

    Whatever was not taken comes again after its pause, so a partner that is down is left alone meanwhile.
    """
    sent = 0
    while messages := office.work(lambda db: _take(db, office)):
        to_send = [message for message in messages if message.to and office.sms.sends]
        taken = _send(office, to_send)
        kept = [message.notice_id for message in messages if message not in to_send]
        office.work(lambda db, taken=taken, kept=kept: _mark(db, office, taken, kept))  # type: ignore[misc]
        sent += len(taken)
        if len(taken) < len(to_send):
            break
    return sent


def _write(db: Connection[Any], office: Office) -> int:
    with db.transaction():
        return notices.write_outbox(db, now=office.clock.real(), limit=FACTS_A_BATCH)


def _take(db: Connection[Any], office: Office) -> list[Message]:
    """Take what is due, and put it in words; committed before anything is sent."""
    with db.transaction():
        due = notices.to_deliver(db, now=office.clock.real(), limit=MESSAGES_A_BATCH)
        everybody = {person for notice in due for person in (notice.person_id, *people_in(notice))}
        people = insured.find_people(db, people=everybody)
    fields = {person_id: person.personal_fields(office.keys) for person_id, person in people.items()}
    names = {person_id: masked_name(one.name) for person_id, one in fields.items()}
    return [_message(notice, fields[notice.person_id].telephone, names) for notice in due]


def _message(notice: Notice, telephone: str, names: dict[int, str]) -> Message:
    return Message(notice.notice_id, telephone, notice_sms(notice, names=names))


def _send(office: Office, messages: Sequence[Message]) -> list[int]:
    """Send them, several at a time; the notices whose message the partner has."""

    def send(message: Message) -> bool:
        return office.sms.send(to=message.to, text=message.text, number=message.notice_id)

    with ThreadPoolExecutor(SENDERS) as senders:
        answers = list(senders.map(send, messages))
    return [message.notice_id for message, taken in zip(messages, answers, strict=True) if taken]


def _mark(db: Connection[Any], office: Office, sent: Sequence[int], kept: Sequence[int]) -> None:
    with db.transaction():
        notices.mark_delivered(db, notice_ids=sent, now=office.clock.now())
        notices.mark_kept(db, notice_ids=kept)
