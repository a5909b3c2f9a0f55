"""The journal of a settlement: what moves from whom to the institution, and what each quota paid."""

from gongji import ledger
from gongji.ledger import Business, Transfer
from gongji.mutual_aid import Quota
from gongji.settlement.settlement import AidLine, Settlement
from gongji.settlement.waterfall import Draw


def journal(settlement: Settlement, draws: list[Draw]) -> list[Transfer]:
    """The journal: every payer's account ends at the institution's, across books where pools differ (C-01, C-02)."""
    legs: list[tuple[int, int, Business, int]] = []
    if settlement.pool_pay_fen:
        legs.append((settlement.insured_pool, ledger.fund(), Business.CARE, settlement.pool_pay_fen))
    for draw in draws:
        business = Business.CARE if draw.quota is None else Business.AID
        legs.append((draw.account.book, draw.account.account_id, business, draw.amount_fen))
    target = ledger.institution(settlement.institution_no)
    transfers: list[Transfer] = []
    for payer, source, business, amount in legs:
        for book, debit, credit in ledger.cross_book(
            payer=payer,
            payee=settlement.treatment_pool,
            source=source,
            target=target,
            month=settlement.clearing_month,
            business=business,
        ):
            transfers.append(Transfer(settlement.settlement_id, len(transfers) + 1, book, debit, credit, amount))
    return transfers


def aid_lines(draws: list[Draw]) -> tuple[AidLine, ...]:
    """What each quota paid, both its buckets together, in spending order."""
    paid: dict[int, int] = {}
    quotas: dict[int, Quota] = {}
    for draw in draws:
        if draw.quota is not None:
            quotas[draw.quota.quota_id] = draw.quota
            paid[draw.quota.quota_id] = paid.get(draw.quota.quota_id, 0) + draw.amount_fen
    return tuple(
        AidLine(line, quota.quota_id, quota.donor_pool, quota.relation, paid[quota.quota_id])
        for line, quota in enumerate(quotas.values(), start=1)
    )
