"""Which purses may pay a bill: the person's own account, and the quotas nothing stands against (W-40, Q-20, Q-21)."""

from datetime import date

from gongji.ground.policy import PolicySet
from gongji.institutions import Institution
from gongji.insured import InsuredRelation
from gongji.ledger import Account, Spender
from gongji.mutual_aid import Quota, Use, sources_of, why_unusable, why_wallet_pays_nothing
from gongji.settlement.look import Scene
from gongji.settlement.requests import Pay, Visit
from gongji.settlement.settlement import Skipped
from gongji.settlement.waterfall import OWN_ORDER, QUOTA_ORDER, Giver, Purses, in_order
from gongji.wallet import lots_in_order

USE_OF_VISIT = {Visit.PHARMACY: Use.PHARMACY, Visit.OUTPATIENT: Use.VISIT}


def find_purses(
    pay: Pay, scene: Scene, institution: Institution, relation: InsuredRelation, day: date, policy: PolicySet
) -> tuple[Purses, tuple[Skipped, ...]]:
    """What may pay this bill: own accounts, and quotas in the beneficiary's order with the reasons of those left out.

    Without the own account (account_use 0) aid pays only for those who have none (W-40, interface: who pays).
    """
    accounts = scene.accounts_of.get(pay.person_id, [])
    own = [account for account in accounts if account.subject_id == pay.person_id]
    aid_wanted = pay.account_use != 0 or not own
    aid: list[tuple[Giver, list[Account]]] = []
    skipped: list[Skipped] = []
    filled_from: dict[int, Account] = {}
    spender = scene.spenders[pay.person_id]
    for lot in lots_in_order(accounts) if aid_wanted else ():
        reason = _why_not_lot(lot, scene, institution, relation, spender, day)
        if reason is not None:
            skipped.append(Skipped(lot.book, reason))
            continue
        aid.append((Giver(lot.subject_id, lot.book, scene.lots[lot.subject_id].relation, is_quota=False), [lot]))
    for quota in scene.quotas.get(pay.person_id, ()) if aid_wanted else ():
        reason = _why_not_quota(quota, USE_OF_VISIT[pay.visit], scene, institution, relation, spender, day)
        if reason is not None:
            skipped.append(Skipped(quota.donor_pool, reason))
            continue
        giver = Giver(quota.quota_id, quota.donor_pool, quota.relation)
        aid.append((giver, in_order([a for a in accounts if a.subject_id == quota.quota_id], QUOTA_ORDER)))
        if quota.is_whole_balance:
            donor = quota.donor_id
            donor_accounts, insured = scene.accounts_of.get(donor, []), scene.relations.get(donor, {})
            filled_from |= sources_of(quota, accounts, donor_accounts, insured, on=day, policy=policy)
    usable_own = in_order(own, OWN_ORDER) if pay.account_use != 0 else []
    if usable_own and scene.pools[usable_own[0].book].unreachable_since is not None:
        skipped.append(Skipped(usable_own[0].book, "POOL_UNREACHABLE"))
        usable_own = []
    return Purses(usable_own, aid, filled_from), tuple(skipped)


def _why_not_lot(
    lot: Account, scene: Scene, institution: Institution, relation: InsuredRelation, spender: Spender, day: date
) -> str | None:
    return why_wallet_pays_nothing(
        donor_pool=scene.pools[lot.book],
        beneficiary_pool=scene.pools[relation.pool],
        institution_takes_wallet=institution.wallet_enabled,
        spender=spender,
        place=institution.pool,
        day=day,
    )


def _why_not_quota(
    quota: Quota,
    use: Use,
    scene: Scene,
    institution: Institution,
    relation: InsuredRelation,
    spender: Spender,
    day: date,
) -> str | None:
    return why_unusable(
        quota,
        day=day,
        use=use,
        donor_pool=scene.pools[quota.donor_pool],
        beneficiary_pool=scene.pools[relation.pool],
        institution_takes_wallet=institution.wallet_enabled,
        spender=spender,
        place=institution.pool,
    )
