"""Aid relations and quotas: who lets whom spend how much of her personal account, on what, until when."""

from gongji.mutual_aid.answer import Accepted, Accepting, accept, expire, find_expired, refuse, withdraw
from gongji.mutual_aid.change_quota import close_quota, lower_quota, raise_quota
from gongji.mutual_aid.change_uses import change_uses
from gongji.mutual_aid.create import RelationAsked, create_relation, create_relations
from gongji.mutual_aid.dissolve import dissolve
from gongji.mutual_aid.end_invitations import end_invitations, open_invitations
from gongji.mutual_aid.held import reserved_fen
from gongji.mutual_aid.invitation import (
    ConsentExpired,
    Invitation,
    InvitationExists,
    InvitationOver,
    InvitationUnknown,
    KinUnderReview,
    find_invitation_of,
    find_invitations,
    list_invitations,
)
from gongji.mutual_aid.invite import InvitationAsked, invite
from gongji.mutual_aid.kin_review import close_kinship_review
from gongji.mutual_aid.new_year import find_over, find_to_renew, renew, return_expired
from gongji.mutual_aid.order import order_quotas, prefer_aid_first
from gongji.mutual_aid.purse import require_donor, shareable
from gongji.mutual_aid.quota import (
    ALL_USES,
    WHOLE,
    Quota,
    Stop,
    Use,
    find_quotas,
    quotas_by_id,
    quotas_of_relations,
)
from gongji.mutual_aid.refusals import (
    ConsentMissing,
    DonorPaused,
    KinCeiling,
    PersonalAccountInsufficient,
    PoolNotEnabled,
    QuotaBelowUsed,
    QuotaChangedTooOften,
    QuotaExists,
    QuotaUnknown,
    ReceiverNotInsured,
    RelationExists,
    RelationLimit,
    RelationNotActive,
    RelationUnknown,
    WholeBalanceNotOffered,
    WholeBalanceTooFar,
    WholeBalanceUnlimited,
)
from gongji.mutual_aid.relation import (
    AidRelation,
    find_relation_between,
    find_relations_by_id,
    list_relations,
    standing_relations,
)
from gongji.mutual_aid.remind import find_to_remind, remind
from gongji.mutual_aid.set_quota import QuotaAsked, set_quota, set_quotas
from gongji.mutual_aid.suspend import find_suspended, resume, suspend
from gongji.mutual_aid.take_in import Gift, take_in
from gongji.mutual_aid.usable import why_unusable, why_wallet_pays_nothing
from gongji.mutual_aid.whole_balance import sources_of, use_whole_balances, whole_balance_donors

__all__ = [
    "ALL_USES",
    "WHOLE",
    "Accepted",
    "Accepting",
    "AidRelation",
    "ConsentExpired",
    "ConsentMissing",
    "DonorPaused",
    "Gift",
    "Invitation",
    "InvitationAsked",
    "InvitationExists",
    "InvitationOver",
    "InvitationUnknown",
    "KinCeiling",
    "KinUnderReview",
    "PersonalAccountInsufficient",
    "PoolNotEnabled",
    "Quota",
    "QuotaAsked",
    "QuotaBelowUsed",
    "QuotaChangedTooOften",
    "QuotaExists",
    "QuotaUnknown",
    "ReceiverNotInsured",
    "RelationAsked",
    "RelationExists",
    "RelationLimit",
    "RelationNotActive",
    "RelationUnknown",
    "Stop",
    "Use",
    "WholeBalanceNotOffered",
    "WholeBalanceTooFar",
    "WholeBalanceUnlimited",
    "accept",
    "change_uses",
    "close_kinship_review",
    "close_quota",
    "create_relation",
    "create_relations",
    "dissolve",
    "end_invitations",
    "expire",
    "find_expired",
    "find_invitation_of",
    "find_invitations",
    "find_over",
    "find_quotas",
    "find_relation_between",
    "find_relations_by_id",
    "find_suspended",
    "find_to_remind",
    "find_to_renew",
    "invite",
    "list_invitations",
    "list_relations",
    "lower_quota",
    "open_invitations",
    "order_quotas",
    "prefer_aid_first",
    "quotas_by_id",
    "quotas_of_relations",
    "raise_quota",
    "refuse",
    "remind",
    "renew",
    "require_donor",
    "reserved_fen",
    "resume",
    "return_expired",
    "set_quota",
    "set_quotas",
    "shareable",
    "sources_of",
    "standing_relations",
    "suspend",
    "take_in",
    "use_whole_balances",
    "whole_balance_donors",
    "why_unusable",
    "why_wallet_pays_nothing",
    "withdraw",
]
