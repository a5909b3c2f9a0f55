"""Aid relations and quotas: who lets whom spend how much of her personal account, on what, until when."""

from gongji.mutual_aid.change_quota import close_quota, lower_quota, raise_quota
from gongji.mutual_aid.create import RelationAsked, create_relation, create_relations
from gongji.mutual_aid.dissolve import dissolve
from gongji.mutual_aid.order import order_quotas, prefer_aid_first
from gongji.mutual_aid.quota import ALL_USES, Quota, Stop, Use, find_quotas, quotas_by_id
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
)
from gongji.mutual_aid.relation import AidRelation, find_relation_between, find_relations_by_id
from gongji.mutual_aid.set_quota import QuotaAsked, set_quota, set_quotas
from gongji.mutual_aid.usable import why_unusable

__all__ = [
    "ALL_USES",
    "AidRelation",
    "ConsentMissing",
    "DonorPaused",
    "KinCeiling",
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
    "close_quota",
    "create_relation",
    "create_relations",
    "dissolve",
    "find_quotas",
    "find_relation_between",
    "find_relations_by_id",
    "lower_quota",
    "order_quotas",
    "prefer_aid_first",
    "quotas_by_id",
    "raise_quota",
    "set_quota",
    "set_quotas",
    "why_unusable",
]
