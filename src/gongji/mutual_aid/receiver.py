"""Who may receive: somebody who is normally insured, in either scheme (R-02)."""

from collections.abc import Mapping

from gongji.insured import EMPLOYEE, RESIDENT, InsuredRelation
from gongji.mutual_aid.purse import NORMAL
from gongji.mutual_aid.refusals import ReceiverNotInsured


def require_receiver(insured: Mapping[int, InsuredRelation]) -> InsuredRelation:
    """Her place in the employee scheme, else in the resident one; refuses who is normally insured in neither."""
    for scheme in (EMPLOYEE, RESIDENT):
        if scheme in insured and insured[scheme].status == NORMAL:
            return insured[scheme]
    raise ReceiverNotInsured()
