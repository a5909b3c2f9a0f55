"""Records of one person: which lives on, and that nothing lives in the others (W-03, R-12)."""

from gongji.verification.check import Check

# Every record that was merged, with each into which it came, at once or by way of others.
ONWARD = """
    (
        with recursive onward (person_id, lives_on) as (
            select absorbed_id, kept_id
            from person_merge
            where state = 'merged'
            union
            select person_id, kept_id
            from onward
            join person_merge
                on absorbed_id = lives_on
                and state = 'merged'
        )
        select person_id, lives_on
        from onward
    )
"""


def came_into(record: str, other: str) -> str:
    """SQL: whether a record was merged into the other."""
    return f"({record}, {other}) in {ONWARD}"


POINTS = Check(
    "a merged record points to the one that lives on, as the merges say, each by two members of staff with its fact",
    ("W-03", "R-12", "A-05"),
    f"""
    select format('record %s is merged into %s, the merges say %s', person_id, merged_into, lives_on)
    from (
        select person_id, merged_into
        from spender
        where merged_into is not null
    ) as merged
    full join (
        select person_id, lives_on
        from {ONWARD} as onward
        where lives_on not in (select absorbed_id from person_merge where state = 'merged')
    ) as told using (person_id)
    where merged_into is distinct from lives_on
    union all
    select format('merge %s by %s and %s, facts %s', merge_id, proposed_by, decided_by, facts)
    from person_merge
    cross join lateral (
        select count(*) as facts
        from fact
        where fact.kind = 105
        and subject_id = kept_id
        and detail ->> 'absorbed_id' = absorbed_id::text
    ) as told
    where state = 'merged'
    and (decided_by is distinct from proposed_by and facts = 1) is not true
    """,
)

NOTHING_LIVES = Check(
    "nothing that lives belongs to a merged record, and no number or certificate finds it",
    ("W-03", "R-12"),
    """
    select format('%s of record %s, which is merged into %s', what, person_id, merged_into)
    from (
        select 'an open account' as what, owner_id as person_id from account where kind in (1, 2) and closed_at is null
        union all select 'money', owner_id from account where balance_fen <> 0
        union all select 'money to spend', spender_id from account where balance_fen <> 0
        union all select 'a relation', donor_id from aid_relation where state <> 'dissolved'
        union all select 'a relation', beneficiary_id from aid_relation where state <> 'dissolved'
        union all select 'a quota', donor_id from quota where state = 'active'
        union all select 'a quota', beneficiary_id from quota where state = 'active'
        union all select 'an invitation', donor_id from aid_invitation where state in ('kin_check', 'pending')
        union all select 'an invitation', beneficiary_id from aid_invitation where state in ('kin_check', 'pending')
        union all select 'a transfer', sender_id from wallet_transfer where state = 'in_transit'
        union all select 'a transfer', receiver_id from wallet_transfer where state in ('in_transit', 'accepted')
        union all select 'a mandate', principal_id from mandate where ended_at is null
        union all select 'a mandate', agent_id from mandate where ended_at is null
        union all select 'cover', person_id from insured_relation where status in (1, 2)
        union all select 'a wallet', person_id from spender where wallet in (1, 2)
        union all select 'sums', person_id from spender where deductible_paid_fen + pool_paid_fen <> 0
        union all select 'a kinship', subject_id from kinship_fact where valid_to is null
        union all select 'a kinship', object_id from kinship_fact where valid_to is null
        union all select 'a key', person_id from person_key
    ) as living
    join (
        select person_id, merged_into
        from spender
        where merged_into is not null
    ) as merged using (person_id)
    """,
)

CHECKS = (POINTS, NOTHING_LIVES)
