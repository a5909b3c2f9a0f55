"""Turn facts into notices, and into everybody's history.

Read on from where reading stopped, find whom the facts concern, write what each is told.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg import Connection

from gongji import ledger
from gongji.audit import Happening
from gongji.ground.value import replace
from gongji.notices.accounts import about_accounts, about_paid_out
from gongji.notices.complaints import about_complaints
from gongji.notices.corrections import about_corrections
from gongji.notices.invitations import about_invitations
from gongji.notices.kind import Kind
from gongji.notices.mandates import about_mandates
from gongji.notices.notice import Concern, Heard, write_notices
from gongji.notices.payments import about_payments
from gongji.notices.position import hold_position, keep_position, next_pass, read_page
from gongji.notices.premiums import about_premiums
from gongji.notices.quotas import about_quotas
from gongji.notices.records import write_records
from gongji.notices.relations import about_relations
from gongji.notices.told import TOLD
from gongji.notices.transfers import about_transfers
from gongji.notices.wallets import about_moved_accounts, about_owners

About = Callable[[Connection[Any], Sequence[Heard]], list[Concern]]


def write_outbox(db: Connection[Any], *, now: datetime, limit: int) -> int:
    """Turn up to `limit` facts into notices, and keep how far that went; how many facts, 0 where all is told.

    now: of real time, from when on they may be sent. The transaction is its own and read committed. Also 0 while
    somebody else is at it. The dead are told nothing.
    """
    position = hold_position(db)
    if position is None:
        return 0
    kinds = sorted({happening for happening, _ in TOLD})
    heard, after = read_page(db, position, kinds=kinds, limit=limit)
    if not heard:
        heard, after = read_page(db, next_pass(db, position), kinds=kinds, limit=limit)
    concerns = _concerns(db, heard)
    write_records(db, concerns)
    write_notices(db, _among_the_living(db, _tell(concerns)), now=now)
    keep_position(db, after)
    return len(heard)


ABOUT: Mapping[Happening, About] = {
    Happening.RELATIVE_INVITED: about_invitations,
    Happening.KINSHIP_CONFIRMED: about_invitations,
    Happening.KINSHIP_REJECTED: about_invitations,
    Happening.INVITATION_ACCEPTED: about_invitations,
    Happening.INVITATION_REFUSED: about_invitations,
    Happening.INVITATION_EXPIRED: about_invitations,
    Happening.INVITATION_WITHDRAWN: about_invitations,
    Happening.QUOTA_SET: about_quotas,
    Happening.QUOTA_RAISED: about_quotas,
    Happening.QUOTA_LOWERED: about_quotas,
    Happening.QUOTA_CLOSED: about_quotas,
    Happening.QUOTA_EXPIRED: about_quotas,
    Happening.QUOTA_USES_CHANGED: about_quotas,
    Happening.RELATION_DISSOLVED: about_relations,
    Happening.RELATION_SUSPENDED: about_relations,
    Happening.RELATION_RESUMED: about_relations,
    Happening.SETTLED: about_payments,
    Happening.SETTLEMENT_CANCELLED: about_payments,
    Happening.SETTLEMENT_REVERSED: about_payments,
    Happening.QUOTA_RENEWED: about_quotas,
    Happening.QUOTA_NOT_RENEWED: about_quotas,
    Happening.QUOTA_ENDING: about_quotas,
    Happening.WALLET_OPENED: about_owners,
    Happening.WALLET_MOVED: about_owners,
    Happening.WALLET_SUSPENDED: about_owners,
    Happening.WALLET_RESUMED: about_owners,
    Happening.WALLET_CLOSED: about_owners,
    Happening.ACCOUNT_MOVED: about_moved_accounts,
    Happening.TRANSFER_SENT: about_transfers,
    Happening.TRANSFER_ACCEPTED: about_transfers,
    Happening.TRANSFER_RETURNED: about_transfers,
    Happening.LOT_GIVEN_BACK: about_transfers,
    Happening.LOT_CONVERTED: about_transfers,
    Happening.PREMIUM_PAID: about_premiums,
    Happening.PREMIUM_RELEASED: about_premiums,
    Happening.PREMIUM_REFUNDED: about_premiums,
    Happening.PREMIUM_REFUND_REFUSED: about_premiums,
    Happening.MANDATE_GRANTED: about_mandates,
    Happening.MANDATE_CONFIRMED: about_mandates,
    Happening.MANDATE_ENDED: about_mandates,
    Happening.INTEREST_CREDITED: about_accounts,
    Happening.ACCOUNT_MERGED: about_accounts,
    Happening.PAY_OUT_PROPOSED: about_owners,
    Happening.PAY_OUT_CONFIRMED: about_accounts,
    Happening.PAY_OUT_REFUSED: about_owners,
    Happening.PAY_OUT_PAID: about_paid_out,
    Happening.IDENTITY_CHANGED: about_owners,
    Happening.IDENTITY_DOUBTED: about_owners,
    Happening.IDENTITY_CHANGE_REJECTED: about_owners,
    Happening.PEOPLE_MERGED: about_owners,
    Happening.COMPLAINT_FILED: about_complaints,
    Happening.COMPLAINT_ANSWERED: about_complaints,
    Happening.COMPLAINT_REOPENED: about_complaints,
    Happening.CORRECTION_BOOKED: about_corrections,
}


def _concerns(db: Connection[Any], heard: Sequence[Heard]) -> list[Concern]:
    """Whom these facts concern, in their order."""
    alike: dict[About, list[Heard]] = {}
    for one in heard:
        alike.setdefault(ABOUT[one.happening], []).append(one)
    concerns = [concern for about, facts in alike.items() for concern in about(db, facts)]
    return sorted(concerns, key=lambda concern: concern.heard.fact_id)


def _tell(concerns: Sequence[Concern]) -> list[tuple[Concern, Kind]]:
    told = [(concern, TOLD[concern.heard.happening, concern.case].get(concern.side)) for concern in concerns]
    return [(concern, kind) for concern, kind in told if kind is not None]


def _among_the_living(db: Connection[Any], told: Sequence[tuple[Concern, Kind]]) -> list[tuple[Concern, Kind]]:
    survivors = ledger.find_survivors(db, people={concern.person_id for concern, _ in told})
    told = [(_to_her(concern, survivors), kind) for concern, kind in told]
    known = ledger.find_spenders(db, people={concern.person_id for concern, _ in told})
    return [(concern, kind) for concern, kind in told if known[concern.person_id].died_on is None]


def _to_her(concern: Concern, survivors: Mapping[int, int]) -> Concern:
    """What concerns a record that was merged is told to the person, where she reads."""
    return replace(concern, person_id=survivors.get(concern.person_id, concern.person_id))
