"""Two records that are one person's: proposed at one counter, decided at another (R-12)."""

from functools import partial

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from gongji import insured, life_events
from gongji.edge.api.call import Call, read, write
from gongji.edge.api.counter import require_served
from gongji.edge.api.door import Asking, TheOffice
from gongji.edge.api.identity import require_item
from gongji.edge.api.mandates import Digest
from gongji.edge.api.person_shown import PersonShown, person_shown
from gongji.edge.api.shown import Identifier, PathIdentifier, Text, Yuan
from gongji.edge.api.work_items import ReviewDecision
from gongji.edge.merging import find_open
from gongji.ground.money import yuan_of


class MergeAsked(msgspec.Struct):
    """Header Acts-For names the record that shall live on; absorbed_number: the person number of the other."""

    absorbed_number: Text
    evidence_hash: Digest


class MergeShown(msgspec.Struct):
    """state: proposed, merged or refused. dissolved: how many relations ended. brought: what came into her account."""

    merge_id: Identifier
    state: str
    work_item_id: Identifier
    dissolved: int = 0
    brought: Yuan = "0.00"


class MergePeople(msgspec.Struct):
    """The two records a proposal is about."""

    kept: PersonShown
    absorbed: PersonShown


@post("/merges", sync_to_thread=True, tags=["people"])
def propose(request: Asking, office: TheOffice, data: JSONBody[MergeAsked]) -> Response[MergeShown]:
    """Say that two records are one person's; a colleague decides where the other is insured (R-12)."""
    return write(office, request, data, lambda call: _propose(call, data), status=201)


@get("/work-items/{work_item_id:str}/merge", sync_to_thread=True, tags=["work items"])
def show_merge(request: Asking, office: TheOffice, work_item_id: PathIdentifier) -> MergePeople:
    """The two records a proposal is about."""
    return read(office, request, lambda call: _show_merge(call, int(work_item_id)))


@post("/work-items/{work_item_id:str}/merge-decision", sync_to_thread=True, tags=["work items"])
def decide_merge(
    request: Asking, office: TheOffice, work_item_id: PathIdentifier, data: JSONBody[ReviewDecision]
) -> Response[MergeShown]:
    """Merge two records for good, or find that they are two people; who proposed it may only take it back."""
    return write(office, request, data, lambda call: _decide_merge(call, int(work_item_id), data), status=201)


def _propose(call: Call, asked: MergeAsked) -> MergeShown:
    kept = require_served(call)
    absorbed = insured.require_person(call.db, call.keys, person_number=asked.absorbed_number)
    call.looked(absorbed, purpose="merge")
    done = life_events.propose_merge(
        call.db,
        kept_id=kept,
        absorbed_id=absorbed,
        evidence_hash=bytes.fromhex(asked.evidence_hash),
        now=call.now,
        policy=call.policy,
        by=call.caller.by,
    )
    return MergeShown(str(done.merge.merge_id), done.merge.state, str(done.work_item_id))


def _show_merge(call: Call, work_item_id: int) -> MergePeople:
    item = require_item(call, work_item_id, life_events.MERGE_REVIEW)
    kept, absorbed = (
        person_shown(call, int(item.detail[name]), purpose="merge") for name in ("kept_id", "absorbed_id")
    )
    return MergePeople(kept, absorbed)


def _decide_merge(call: Call, work_item_id: int, decision: ReviewDecision) -> MergeShown:
    require_item(call, work_item_id, life_events.MERGE_REVIEW)
    if not decision.confirmed:
        refused = life_events.refuse_merge(
            call.db, work_item_id=work_item_id, note=decision.note, now=call.now, by=call.caller.by
        )
        return MergeShown(str(refused.merge_id), "refused", str(work_item_id))
    done = life_events.confirm_merge(
        call.db,
        call.keys,
        work_item_id=work_item_id,
        note=decision.note,
        find_open=partial(find_open, now=call.now),
        now=call.now,
        policy=call.policy,
        by=call.caller.by,
    )
    return MergeShown(str(done.merge_id), "merged", str(work_item_id), done.dissolved, yuan_of(done.brought_fen))


HANDLERS = [propose, show_merge, decide_merge]
