"""The payment path: lock, look, decide, write, for a list of requests at once. One request is a list of one.

Refusals are answers and never fail their neighbours. Anything else that goes wrong fails the whole batch, and the door
runs its requests again one by one.
"""

from collections.abc import Collection, Sequence
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.ground.calendar import beijing_day
from gongji.ground.refusal import Refusal
from gongji.settlement.decide import decide
from gongji.settlement.find import find_originals, find_settled
from gongji.settlement.look import Scene, look
from gongji.settlement.moment import Moment
from gongji.settlement.refusals import SettlementReversed
from gongji.settlement.requests import Cancel, Request, Reverse
from gongji.settlement.returns import RunAlone, find_returns
from gongji.settlement.settlement import Answer, Outcome
from gongji.settlement.so_far import Batch, Screen, earlier_outcome
from gongji.settlement.write import write
from gongji.work_items import open_item


def settle(
    db: Connection[Any],
    *,
    requests: Sequence[Request],
    moment: Moment,
    screen: Screen | None = None,
    donors: Collection[int] = (),
) -> list[Answer | Refusal | RunAlone]:
    """Decide and write pays, cancels and reversals; answers in the order of the requests (S-11 … S-17).

    Runs in the caller's transaction, which must be committed before an answer leaves. screen: what supervision judges
    inside a payment, asked before a payment is decided. donors: locked besides, whose accounts give or are refunded.
    A request answered by RunAlone did nothing: what that carries has to be run alone, with the donors it names.
    """
    locked = ledger.lock(db, spenders={request.person_id for request in requests} | set(donors))
    scene = look(db, requests, locked)
    batch = _begin(db, requests, scene, moment, screen)
    answers: list[Answer | Refusal | RunAlone] = []
    for position, request in enumerate(requests):
        try:
            answers.append(decide(batch, request, position))
        except Refusal as refused:
            answers.append(refused)
    write(db, batch.rows, years=scene.years, spenders=scene.spenders, codes_used=batch.codes_used)
    for item in batch.suspense:
        open_item(db, item, now=moment.accepted_at, policy=moment.policy)
    return _with_repeats(db, batch, answers)


def _begin(
    db: Connection[Any], requests: Sequence[Request], scene: Scene, moment: Moment, screen: Screen | None
) -> Batch:
    wanted = {request.settlement_id for request in requests if isinstance(request, Cancel)}
    for request in requests:
        if isinstance(request, Reverse):
            earlier = earlier_outcome(scene, request.key.institution, request.original_message_id)
            if earlier is not None and earlier.kind is Outcome.SETTLED:
                wanted.add(earlier.outcome_id)
    originals, undone = find_originals(db, settlement_ids=wanted) if wanted else ({}, {})
    returns = find_returns(db, originals.values(), locked=scene.accounts, day=beijing_day(moment.accepted_at))
    people = {original.settled.settlement.person_id for original in originals.values()}
    survivors = ledger.find_survivors(db, people=people) if people else {}
    return Batch(scene, moment, originals, undone, returns, screen, survivors)


def _with_repeats(
    db: Connection[Any], batch: Batch, answers: list[Answer | Refusal | RunAlone]
) -> list[Answer | Refusal | RunAlone]:
    """Fill in the answers of repeated messages, rebuilt from their rows."""
    if batch.repeats:
        found = find_settled(db, settlement_ids=set(batch.repeats.values()))
        for position, settlement_id in batch.repeats.items():
            settled = found[settlement_id]
            reversed_since = settled.undone_by is Outcome.REVERSED
            number = settled.settlement.message_id
            answers[position] = SettlementReversed(message_id=number) if reversed_since else settled
    return answers
