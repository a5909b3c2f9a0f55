"""Designated hospitals and pharmacies, and the pooling areas they belong to."""

from gongji.institutions.institution import (
    Institution,
    InstitutionSuspended,
    InstitutionUnknown,
    enter_institutions,
    find_by_number,
    find_institutions,
    find_names,
    require_institution,
    suspend,
)
from gongji.institutions.pool import PoolState, enable_wallet, find_pools, mark_reachable, mark_unreachable

__all__ = [
    "Institution",
    "InstitutionSuspended",
    "InstitutionUnknown",
    "PoolState",
    "enable_wallet",
    "enter_institutions",
    "find_by_number",
    "find_institutions",
    "find_names",
    "find_pools",
    "mark_reachable",
    "mark_unreachable",
    "require_institution",
    "suspend",
]
