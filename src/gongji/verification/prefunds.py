"""What provinces have paid each other in advance."""

from gongji.verification.account_numbers import FACE, PREFUND_FROM, PREFUND_TO, SIDES, kind_of
from gongji.verification.check import Check

ADVANCED = Check(
    "what a province has advanced another is what its changes say, in both their books",
    ("C-20", "C-22"),
    f"""
    select format(
        '%s has advanced %s %s fen, its book says %s, the other book %s',
        payer_province, payee_province, change.amount_fen, given.amount_fen, got.amount_fen)
    from (
        select payer_province, payee_province, sum(amount_fen) as amount_fen
        from prefund_change
        where state = 'PAID'
        group by payer_province, payee_province
        having sum(amount_fen) <> 0
    ) as change
    full join (
        select book as payer_province, (account_id % {FACE})::integer as payee_province, -sum(change_fen) as amount_fen
        from {SIDES}
        where {kind_of("account_id")} = {PREFUND_TO}
        group by book, account_id
        having sum(change_fen) <> 0
    ) as given
        using (payer_province, payee_province)
    full join (
        select (account_id % {FACE})::integer as payer_province, book as payee_province, sum(change_fen) as amount_fen
        from {SIDES}
        where {kind_of("account_id")} = {PREFUND_FROM}
        group by book, account_id
        having sum(change_fen) <> 0
    ) as got
        using (payer_province, payee_province)
    where change.amount_fen is distinct from given.amount_fen
    or change.amount_fen is distinct from got.amount_fen
    """,
)

CHECKS = (ADVANCED,)
