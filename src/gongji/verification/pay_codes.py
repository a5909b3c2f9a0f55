"""Pay codes: which payment used which, and who showed it."""

from gongji.verification.check import Check

USED_BY_HER = Check(
    "a pay code was used by a payment of its person while it was good",
    ("S-30", "S-34"),
    """
    select format(
        'code %s of person %s, good from %s to %s; settlement %s of person %s at %s',
        code_id, used.person_id, shown_at, expires_at, used.settlement_id, settlement.person_id, accepted_at)
    from pay_code_use as used
    left join settlement
        on settlement.cell = used.cell
        and settlement.settlement_id = used.settlement_id
        and kind = 1
    where settlement.person_id is distinct from used.person_id
    or accepted_at < shown_at
    or accepted_at >= expires_at
    """,
)

SHOWN_BY_RIGHT = Check(
    "who showed a pay code that was used was its person, or had a mandate to show her codes then",
    ("S-31", "A-02"),
    """
    select format('code %s of person %s was shown by %s on %s', code_id, person_id, presented_by, authority_id)
    from pay_code_use
    left join mandate
        on mandate_id = authority_id
        and principal_id = person_id
        and agent_id = presented_by
        and 'show_code' = any(scope)
        and granted_at <= shown_at
        and (ended_at is null or ended_at >= shown_at)
        and (valid_to is null or valid_to > (shown_at at time zone 'Asia/Shanghai')::date)
    where presented_by <> person_id
    and mandate_id is null
    """,
)

CHECKS = (USED_BY_HER, SHOWN_BY_RIGHT)
