"""Which purses may pay a bill: the person's own account, and the quotas nothing stands against (W-40, Q-20, Q-21)."""

from datetime import date

from gongji.institutions import Institution
from gongji.insured import InsuredRelation
from gongji.ledger import Account
from gongji.mutual_aid import Quota, Use, why_unusable
from gongji.settlement.look import Scene
from gongji.settlement.requests import Pay, Visit
from gongji.settlement.settlement import Skipped
from gongji.settlement.waterfall import OWN_ORDER, QUOTA_ORDER, Purses, in_order

USE_OF_VISIT = {Visit.PHARMACY: Use.PHARMACY, Visit.OUTPATIENT: Use.VISIT}


def find_purses(
    pay: Pay, scene: Scene, institution: Institution, relation: InsuredRelation, day: date
) -> tuple[Purses, tuple[Skipped, ...]]:
    """What may pay this bill: own accounts, and quotas in the beneficiary's order with the reasons of those left out.

    Without the own account (account_use 0) aid pays only for those who have none (W-40, interface: who pays).
    """
    accounts = scene.accounts_of.get(pay.person_id, [])
    own = [account for account in accounts if account.subject_id == pay.person_id]
    aid_wanted = pay.account_use != 0 or not own
    quotas: list[tuple[Quota, list[Account]]] = []
    skipped: list[Skipped] = []
    for quota in scene.quotas.get(pay.person_id, ()) if aid_wanted else ():
        reason = why_unusable(
            quota,
            day=day,
            use=USE_OF_VISIT[pay.visit],
            donor_pool=scene.pools[quota.donor_pool],
            beneficiary_pool=scene.pools[relation.pool],
            institution_takes_wallet=institution.wallet_enabled,
            spender=scene.spenders[pay.person_id],
            place=institution.pool,
        )
        if reason is not None:
            skipped.append(Skipped(quota.donor_pool, reason))
            continue
        quotas.append((quota, in_order([a for a in accounts if a.subject_id == quota.quota_id], QUOTA_ORDER)))
    usable_own = in_order(own, OWN_ORDER) if pay.account_use != 0 else []
    if usable_own and scene.pools[usable_own[0].book].unreachable_since is not None:
        skipped.append(Skipped(usable_own[0].book, "POOL_UNREACHABLE"))
        usable_own = []
    return Purses(usable_own, quotas), tuple(skipped)
