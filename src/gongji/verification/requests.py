"""Message numbers and what they led to."""

from gongji.verification.check import Check

ONE_RESULT = Check(
    "a message number of an institution has one result",
    ("S-12",),
    """
    select format('institution %s message %s has %s results', institution_no, message_id, count(*))
    from request
    group by institution_no, message_id
    having count(*) > 1
    """,
)

RESULT_IS_THERE = Check(
    "every settlement, cancel and reversal is the result of one message, and the other way round",
    ("S-11", "S-12", "S-15"),
    """
    select format(
        'settlement %s of kind %s for institution %s message %s; message of kind %s for institution %s, %s',
        coalesce(settlement_id, outcome_id), settlement.kind, settlement.institution_no, settlement.message_id,
        request.kind, request.institution_no, request.message_id)
    from settlement
    full join (
        select *
        from request
        where kind between 1 and 3
    ) as request
        on request.cell = settlement.cell
        and outcome_id = settlement_id
    where (request.kind, request.institution_no, request.message_id)
        is distinct from (settlement.kind, settlement.institution_no, settlement.message_id)
    """,
)

CHECKS = (ONE_RESULT, RESULT_IS_THERE)
