"""What can happen to interest, to the turn of a year, and to money paid out to people."""

from gongji.verification.interest import CREDITED, EARNED, EVERY_DAY, TURNED
from gongji.verification.pay_outs import ACCOUNT_IS_CLOSED, CONFIRMED
from tests.verification.broken import Break

BREAKS = (
    Break(
        "interest was credited at another rate than it says",
        ("update interest_credit set rates = replace(rates::text, '65', '66')::jsonb where amount_fen > 0",),
        (EARNED,),
    ),
    Break(
        "interest is a fen more than its days earned and its journal brought",
        ("update interest_credit set amount_fen = amount_fen + 1 where amount_fen > 0",),
        (EARNED, CREDITED),
    ),
    Break(
        "interest says it began a day earlier than its rates",
        ("update interest_credit set from_day = from_day - 1 where amount_fen > 0",),
        (EVERY_DAY,),
    ),
    Break(
        "a day earns twice",
        (
            """
            insert into interest_credit
            select cell, person_id, pool, from_day, to_day + 1, day_basis,
                jsonb_build_array(jsonb_build_object(
                    'from_day', from_day, 'to_day', to_day + 1, 'current', 0, 'carried', 0)), 0, 0, null
            from interest_credit
            where amount_fen > 0
            """,
        ),
        (EVERY_DAY,),
    ),
    Break(
        "interest comes and nobody credited it",
        ("delete from interest_credit where amount_fen > 0",),
        (CREDITED,),
    ),
    Break(
        "this year's money is carried over while the year goes on",
        ("update fact set kind = 12 where kind = 91",),
        (TURNED,),
    ),
    Break(
        "money left to a person by no pay-out",
        ("delete from pay_out where state = 'CONFIRMED'",),
        (CONFIRMED,),
    ),
    Break(
        "a pay-out says a fen less than left",
        ("update pay_out set amount_fen = amount_fen - 1 where state = 'CONFIRMED'",),
        (CONFIRMED,),
    ),
    Break(
        "a pay-out was decided by who proposed it",
        (
            "alter table pay_out drop constraint pay_out_is_decided_by_somebody_else",
            "update pay_out set decided_by = proposed_by where state = 'CONFIRMED'",
        ),
        (CONFIRMED,),
    ),
    Break(
        "a pay-out was of an account of another pool",
        ("update pay_out set pool = 610100 where state = 'CONFIRMED'",),
        (CONFIRMED,),
    ),
    Break(
        "an account that was paid out is open",
        (
            "update account set closed_at = null where account_id in "
            "(select debit_account from transfer where credit_account = 90000000000000)",
        ),
        (ACCOUNT_IS_CLOSED,),
    ),
)
