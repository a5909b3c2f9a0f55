"""Enrol people: look, decide, write, for a batch. One person is a batch of one."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from gongji.ground.calendar import beijing_day
from gongji.ground.divisions import pool_of
from gongji.ground.identifiers import cell_of
from gongji.ground.identity_number import is_identity_number
from gongji.ground.keys import KeyStore
from gongji.ground.refusal import Refusal
from gongji.insured.account import NoPersonalAccount, open_personal_accounts, open_where_missing
from gongji.insured.enrolment import CertificateInvalid, Enrolment, InsuredElsewhere
from gongji.insured.identity import IDENTITY_CARD
from gongji.insured.inscribe import inscribe
from gongji.insured.person import EMPLOYEE, InsuredRelation
from gongji.insured.roll import Line, Roll, lines_of, look


def enrol(db: Connection[Any], keys: KeyStore, *, people: Sequence[Enrolment], now: datetime) -> list[int | Refusal]:
    """Enter people and their insured relations, or bring known ones up to date; person_ids in order.

    A line again changes nothing. Another scheme of a known person number adds a relation; another name, telephone,
    type, division within the pool, status or date replaces the old. A new employee with opening_fen gets an account;
    later lines never touch a balance, but who comes back and has no account any more gets an empty one (P-18).

    A refusal stands in the place of its line and never fails its neighbours: CertificateInvalid, CertificateTaken,
    CertificateFormer, PersonNumberTaken, InsuredElsewhere (P-19), NoPersonalAccount (a balance for a resident, P-03),
    UnknownDivision.

    Who enrols the same person at the same time meets a unique key (`person_key_names_one_person`,
    `insured_relation_pkey`): a fault that fails the batch, to be run again by the door.
    """
    lines = lines_of(keys, people)
    roll = look(db, keys, lines)
    day = beijing_day(now)
    answers: list[int | Refusal] = []
    for line in lines:
        try:
            answers.append(_decide(line, roll, day))
        except Refusal as refused:
            answers.append(refused)
    inscribe(db, keys, roll, now=now)
    open_personal_accounts(db, roll.openings, now=now)
    if roll.returned:
        open_where_missing(db, roll.returned, now=now)
    return answers


def _decide(line: Line, roll: Roll, day: date) -> int:
    """Take one line into the roll; everything is refused before anything is changed."""
    person = line.person
    fields = person.fields
    if fields.certificate_type == IDENTITY_CARD and not is_identity_number(fields.certificate_number):
        raise CertificateInvalid()
    if person.scheme != EMPLOYEE and person.opening_fen is not None:
        raise NoPersonalAccount()
    pool = pool_of(person.division, on=day)
    person_id = roll.person_of(line)
    before = None if person_id is None else roll.relations.get(person_id, {}).get(person.scheme)
    if before is not None and before.pool != pool:
        raise InsuredElsewhere(pool=before.pool)
    if person_id is None:
        person_id = roll.add_person(line)
    else:
        roll.describe(person_id, line)
    roll.insure(_relation(person, person_id, pool, before), opening_fen=person.opening_fen)
    return person_id


def _relation(person: Enrolment, person_id: int, pool: int, before: InsuredRelation | None) -> InsuredRelation:
    """The relation a line describes; since when it is paused no line says, so that stays while the status does."""
    return InsuredRelation(
        cell=cell_of(person_id),
        person_id=person_id,
        scheme=person.scheme,
        pool=pool,
        division=int(person.division),
        person_type=person.person_type,
        status=person.status,
        insured_from=person.insured_from,
        paused_from=before.paused_from if before is not None and before.status == person.status else None,
    )
