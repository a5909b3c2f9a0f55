"""A correction as staff ask for it, and as the domain hears it (design 2, S-23, W-26)."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from gongji.corrections import (
    AtInstitution,
    CorrectionAsked,
    Corrects,
    Evidence,
    Fund,
    MoveAsked,
    Personal,
    Place,
    Suspense,
)
from gongji.edge.api.call import Call
from gongji.edge.api.mandates import Digest
from gongji.edge.api.named import Named, require_named
from gongji.edge.api.shown import Identifier, Text, Yuan, fen_given
from gongji.ledger import AccountKind, Business

Pool = Annotated[int, Meta(ge=100_000, le=999_999)]
BUCKETS = {"current": AccountKind.CURRENT, "carried": AccountKind.CARRIED}


class PersonalPlace(msgspec.Struct, tag_field="kind", tag="account"):
    """A person's own account, never what she has set aside. bucket: as P-06."""

    person: Named
    bucket: Literal["current", "carried"] = "carried"


class SuspensePlace(msgspec.Struct, tag_field="kind", tag="suspense"):
    """Money of a pool whose owner had to be found; a source only."""

    pool: Pool


class FundPlace(msgspec.Struct, tag_field="kind", tag="fund"):
    """The pooled fund of a pool."""

    pool: Pool


class InstitutionPlace(msgspec.Struct, tag_field="kind", tag="institution"):
    """What a pool owes a designated institution of its own."""

    code: Text


PlaceNamed = PersonalPlace | SuspensePlace | FundPlace | InstitutionPlace


class MoveWanted(msgspec.Struct):
    """amount leaves source for target; between pools one then owes it to the other."""

    source: PlaceNamed
    target: PlaceNamed
    amount: Yuan


class EvidenceGiven(msgspec.Struct):
    """The document it rests on, which staff keep."""

    kind: Literal["application", "bank_record", "certificate", "court_order", "register"]
    hash: Digest


class CorrectionWanted(msgspec.Struct):
    """pool: whose money and whose staff. corrects_id: the settlement, quota, credit's journal or premium order; of
    suspense the work item of the money that waits, which is moved as a whole. reason: nothing personal.

    business: as what the pool owes another where money goes there.
    """

    pool: Pool
    corrects: Literal["settlement", "quota", "credit", "premium", "suspense"]
    corrects_id: Identifier
    moves: Annotated[list[MoveWanted], Meta(min_length=1, max_length=20)]
    reason: Text
    evidence: EvidenceGiven
    business: Literal["aid", "care", "premium", "move"] = "move"


class CorrectionRefusal(msgspec.Struct):
    """note: why; nothing personal."""

    note: Text


def correction_asked(call: Call, wanted: CorrectionWanted) -> CorrectionAsked:
    """What the domain is asked, people found by what names them; refuses PersonUnknown, AmountInvalid."""
    return CorrectionAsked(
        pool=wanted.pool,
        corrects=Corrects(wanted.corrects),
        corrects_id=int(wanted.corrects_id),
        moves=[
            MoveAsked(_place(call, one.source), _place(call, one.target), fen_given(one.amount, field="amount"))
            for one in wanted.moves
        ],
        reason=wanted.reason,
        evidence=Evidence(wanted.evidence.kind, bytes.fromhex(wanted.evidence.hash)),
        business=Business[wanted.business.upper()],
    )


def _place(call: Call, named: PlaceNamed) -> Place:
    match named:
        case PersonalPlace(person, bucket):
            return Personal(require_named(call, person, purpose="correction"), BUCKETS[bucket])
        case SuspensePlace(pool):
            return Suspense(pool)
        case FundPlace(pool):
            return Fund(pool)
        case InstitutionPlace(code):
            return AtInstitution(code)
