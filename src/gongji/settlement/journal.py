"""The journal of a settlement: what moves from whom to the institution, and what each quota paid."""

from gongji import ledger
from gongji.ledger import Account, Business, Transfer
from gongji.settlement.settlement import AidLine, Settlement
from gongji.settlement.waterfall import Draw, Giver


def journal(settlement: Settlement, draws: list[Draw], filled_from: dict[int, Account]) -> list[Transfer]:
    """The journal: every payer's account ends at the institution's, across books where pools differ (C-01, C-02).

    filled_from: for each account of a whole balance, the donor's account that fills it in the same journal (R-22).
    """
    legs: list[tuple[int, int, Business, int]] = []
    if settlement.pool_pay_fen:
        legs.append((settlement.insured_pool, ledger.fund(), Business.CARE, settlement.pool_pay_fen))
    for draw in draws:
        business = Business.CARE if draw.giver is None else Business.AID
        legs.append((draw.account.book, draw.account.account_id, business, draw.amount_fen))
    target = ledger.institution(settlement.institution_no)
    transfers: list[Transfer] = []
    for draw in draws if filled_from else ():
        target_id = draw.account.account_id
        if target_id in filled_from:
            source_id = filled_from[target_id].account_id
            line = len(transfers) + 1
            transfers.append(
                Transfer(settlement.settlement_id, line, draw.account.book, source_id, target_id, draw.amount_fen)
            )
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


def taken(draws: list[Draw], filled_from: dict[int, Account]) -> dict[int, int]:
    """What each whole balance took from its donor's account, which is what its limit grows by."""
    limits: dict[int, int] = {}
    for draw in draws if filled_from else ():
        if draw.account.account_id in filled_from:
            quota_id = draw.account.subject_id
            limits[quota_id] = limits.get(quota_id, 0) + draw.amount_fen
    return limits


def aid_lines(draws: list[Draw]) -> tuple[AidLine, ...]:
    """What each quota or lot paid, both its buckets together, in spending order."""
    paid: dict[int, int] = {}
    givers: dict[int, Giver] = {}
    for draw in draws:
        if draw.giver is not None:
            givers[draw.giver.source_id] = draw.giver
            paid[draw.giver.source_id] = paid.get(draw.giver.source_id, 0) + draw.amount_fen
    return tuple(
        AidLine(line, giver.source_id, giver.pool, giver.relation, paid[giver.source_id])
        for line, giver in enumerate(givers.values(), start=1)
    )
