"""Sharing at the verb: a quota set, a consent, a transfer; two processes, each with what half of 32 callers ask."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from multiprocessing.connection import Connection as Pipe
from typing import Any

from psycopg import Connection

from gongji import access, mutual_aid, wallet
from gongji.access import Agreed
from gongji.audit import By
from gongji.edge.asgi import serving_pool
from gongji.edge.bench.bills import policy
from gongji.edge.bench.families import NOON, Family
from gongji.edge.bench.lanes import PROCESSES, Work, together, until
from gongji.edge.bench.measured import Measured
from gongji.edge.bench.stage import Stage, Tell
from gongji.edge.memory import settle_in
from gongji.edge.operator_error import OperatorError
from gongji.ground.identifiers import cell_of, new_identifiers
from gongji.ground.policy import publish
from gongji.ground.refusal import Refusal
from gongji.kinship import NearRelative
from gongji.mutual_aid import ALL_USES, Accepting, Invitation, QuotaAsked, RelationAsked
from gongji.mutual_aid.invitation import write_invitations
from gongji.wallet import Sending

CALLERS = 32
BATCH = CALLERS // PROCESSES
# What is got ready is written by many at once.
READY_AT_ONCE = 500
LIMIT_FEN = 10_00
SIBLING = NearRelative.SIBLING
TEXT_VERSION = "receive-1"

Asked = list[Any]
Answers = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """ready: makes what is asked for pairs (who gives, who gets). do: the verb. pairs: places of two siblings."""

    ready: Callable[[Connection[Any], Sequence[tuple[int, int]]], Asked]
    do: Callable[[Connection[Any], Asked], Answers]
    pairs: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Load:
    """What a process needs to know. asked: what its callers will ask, in order."""

    url: str
    deed: str
    asked: Asked


def _relations(db: Connection[Any], pairs: Sequence[tuple[int, int]]) -> Asked:
    asked = [RelationAsked(gives, gets, SIBLING, "verified", NOON, NOON, kin_judged=True) for gives, gets in pairs]
    created = _done(mutual_aid.create_relations(db, asked=asked, now=NOON, policy=policy()))
    return [QuotaAsked(relation.relation_id, LIMIT_FEN, "OPEN", ALL_USES) for relation in created]


def _set(db: Connection[Any], asked: Asked) -> Answers:
    return mutual_aid.set_quotas(db, asked=asked, now=NOON, policy=policy(), by=By(0, "app"))


def _invitations(db: Connection[Any], pairs: Sequence[tuple[int, int]]) -> Asked:
    numbers = new_identifiers(db, cells=[cell_of(gets) for _, gets in pairs])
    expires = NOON + timedelta(hours=72)
    quota = ("verified", LIMIT_FEN, "OPEN", ALL_USES, False)
    invited = [
        Invitation(cell_of(number), number, gives, gets, SIBLING, *quota, "pending", NOON, expires)
        for number, (gives, gets) in zip(numbers, pairs, strict=True)
    ]
    write_invitations(db, invited)
    return [Accepting(one.invitation_id, one.beneficiary_id, By(one.beneficiary_id, "app")) for one in invited]


def _consent(db: Connection[Any], asked: Asked) -> Answers:
    given = [Agreed(one.beneficiary_id, "share", TEXT_VERSION, one.invitation_id, one.by) for one in asked]
    access.give_consents(db, given=given, now=NOON)
    return mutual_aid.accept(db, accepting=asked, now=NOON, policy=policy())


def _sendings(db: Connection[Any], pairs: Sequence[tuple[int, int]]) -> Asked:
    return [Sending(gives, gets, LIMIT_FEN, By(gives, "app")) for gives, gets in pairs]


def _send(db: Connection[Any], asked: Asked) -> Answers:
    return wallet.send(db, sendings=asked, now=NOON, policy=policy())


DEEDS = {
    "quota": Deed(_relations, _set, ((0, 1), (1, 0))),
    "consent": Deed(_invitations, _consent, ((1, 2), (2, 1))),
    "transfer": Deed(_sendings, _send, ((0, 2), (2, 0))),
}


def run(stage: Stage, families: Sequence[Family], deed: str, tell: Tell) -> Measured:
    """Do a deed for as long as the stage says, or until nobody is left to do it.

    Raises OperatorError where something was refused.
    """
    asked = make_ready(stage, families, DEEDS[deed], tell)
    loads = [Load(stage.database.url, deed, asked[lane::PROCESSES]) for lane in range(PROCESSES)]
    stage.begin()
    done = together(stage, _work, loads, tell)
    answers = done.answers
    if refused := {code: count for code, count in answers.items() if code != "done"}:
        raise OperatorError(f"{deed} was refused: {refused}")
    return done.measured(batch=BATCH, told={"done": answers["done"]})


def make_ready(stage: Stage, families: Sequence[Family], deed: Deed, tell: Tell) -> Asked:
    """What all pairs of a deed will ask, first those of the first pair of places, in the order of the families."""
    pairs = [(family[gives], family[gets]) for gives, gets in deed.pairs for family in families]
    asked: Asked = []
    with stage.database.app_connection() as db:
        publish(db, policy(), known_from=NOON)
        for first in range(0, len(pairs), READY_AT_ONCE):
            asked += deed.ready(db, pairs[first : first + READY_AT_ONCE])
            db.commit()
            tell(len(asked), len(pairs))
    return asked


def _work(load: Load, pipe: Pipe) -> None:
    deed, waiting = DEEDS[load.deed], _batches(load.asked)
    with serving_pool(load.url, size=1) as pool:
        settle_in()
        work, end = Work(), until(pipe)
        while (began := time.monotonic()) < end and (batch := next(waiting, None)):
            with pool.connection() as db, db.transaction():
                answers = deed.do(db, batch)
            now = time.monotonic()
            work.batches.append((now, now - began))
            work.answers.update(answer.code if isinstance(answer, Refusal) else "done" for answer in answers)
        pipe.send(work)


def _batches(asked: Asked) -> Iterator[Asked]:
    rest = iter(asked)
    while len(batch := list(islice(rest, BATCH))) == BATCH:
        yield batch


def _done(answers: Answers) -> Answers:
    for answer in answers:
        if isinstance(answer, Refusal):
            raise OperatorError(f"the bench could not make ready: {answer.code}")
    return answers
