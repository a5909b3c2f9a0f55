-- Money put right (design 2): proposed by one member of staff on evidence, booked when a second confirms. In the cell of what it
-- corrects. pool: whose money and whose staff. expires_at: until then it can be confirmed. The journal has the number journal_id.
create table correction (
    cell smallint not null,
    correction_id bigint not null,
    pool integer not null,
    corrects text not null,
    corrects_id bigint not null,
    business smallint not null,
    reason text not null,
    evidence_kind text not null,
    evidence_hash bytea not null,
    state text not null,
    proposed_at timestamptz not null,
    proposed_by bigint not null,
    expires_at timestamptz not null,
    work_item_id bigint not null,
    decided_at timestamptz,
    decided_by bigint,
    note text not null default '',
    journal_id bigint,
    constraint correction_pkey primary key (correction_id, cell),
    constraint correction_is_of_something_known
        check (corrects in ('settlement', 'quota', 'credit', 'premium', 'suspense')),
    constraint correction_business_is_known check (business between 1 and 4),
    constraint correction_has_evidence
        check (
            evidence_kind in ('application', 'bank_record', 'certificate', 'court_order', 'register')
            and octet_length(evidence_hash) = 32
        ),
    constraint correction_state_is_known check (state in ('proposed', 'booked', 'refused', 'expired')),
    constraint a_correction_is_confirmed_by_another check (state <> 'booked' or decided_by <> proposed_by),
    constraint a_decided_correction_says_when check ((state = 'proposed') = (decided_at is null)),
    constraint only_a_booked_correction_has_a_journal check ((state = 'booked') = (journal_id is not null))
);

create unique index one_correction_at_a_time_waits
    on correction (corrects_id, corrects, cell)
    where state = 'proposed';
create index correction_expiring on correction (correction_id) where state = 'proposed';
create index correction_of_pool on correction (pool, correction_id);

-- What a correction moves: from an account of one pool to an account of the same or of another.
create table correction_move (
    cell smallint not null,
    correction_id bigint not null,
    line smallint not null,
    payer_pool integer not null,
    source_account bigint not null,
    payee_pool integer not null,
    target_account bigint not null,
    amount_fen bigint not null,
    constraint correction_move_pkey primary key (correction_id, line, cell),
    constraint correction_moves_something check (amount_fen > 0)
);
