-- A business day whose items are filed (C-33). Its items are what `snapshot` sees of before its end and the day before had not
-- filed; so the day's file can be written again, byte for byte. No item of it has a number up to after_id, or from before_id on.
create table clearing_day (
    day date not null,
    snapshot pg_snapshot not null,
    after_id bigint not null,
    next_after_id bigint not null,
    filed_at timestamptz not null,
    items bigint not null,
    amount_fen bigint not null,
    before_id bigint not null,
    constraint clearing_day_pkey primary key (day)
);

-- What one pool owes another from the items of one day: gross, cancels counted as negative items (C-03, C-16). month: the
-- clearing month the items carry; batch_month: the batch that takes them, unless reconciliation holds them back (C-11).
-- third_province: where a beneficiary is insured, if that is neither where it is paid from nor where it is paid to; else 0.
create table clearing_day_pair (
    day date not null,
    batch_month integer not null,
    month integer not null,
    payer_pool integer not null,
    payee_pool integer not null,
    business smallint not null,
    items bigint not null,
    amount_fen bigint not null,
    third_province integer not null default 0,
    constraint clearing_day_pair_pkey primary key (day, payer_pool, payee_pool, month, business, third_province),
    constraint clearing_is_between_two_pools check (payer_pool <> payee_pool),
    constraint no_item_is_cleared_before_its_month check (batch_month >= month)
);

-- The same for all filed days of a batch: a batch is made from these, however many items there are.
create table clearing_month_pair (
    batch_month integer not null,
    month integer not null,
    payer_pool integer not null,
    payee_pool integer not null,
    business smallint not null,
    items bigint not null,
    amount_fen bigint not null,
    constraint clearing_month_pair_pkey primary key (batch_month, payer_pool, payee_pool, month, business)
) with (fillfactor = 70);

-- A month's clearing (C-10). matrix_digest: SM3 of the national matrix (C-15).
create table clearing_batch (
    batch_month integer not null,
    state text not null,
    generated_at timestamptz not null,
    items bigint not null,
    amount_fen bigint not null,
    matrix_digest bytea not null,
    confirmed_at timestamptz,
    noticed_at timestamptz,
    paid_at timestamptz,
    closed_at timestamptz,
    constraint clearing_batch_pkey primary key (batch_month),
    constraint clearing_batch_state_is_known
        check (state in ('GENERATED', 'CONFIRMING', 'CONFIRMED', 'NOTICED', 'PAYING', 'PAID', 'CLOSED')),
    constraint clearing_batch_has_a_digest check (octet_length(matrix_digest) = 32)
);

-- The batch's matrix: what it takes of each pair of pools, by the clearing month and business of the books' accounts.
create table clearing_line (
    batch_month integer not null,
    payer_pool integer not null,
    payee_pool integer not null,
    month integer not null,
    business smallint not null,
    payer_province integer not null,
    payee_province integer not null,
    items bigint not null,
    amount_fen bigint not null,
    constraint clearing_line_pkey primary key (batch_month, payer_province, payee_province, payer_pool, payee_pool, month, business)
);

-- Two-level clearing (C-02): what a province owes another, and, where both are the same, what its pools owe each other.
create table clearing_sheet (
    batch_month integer not null,
    payer_province integer not null,
    payee_province integer not null,
    items bigint not null,
    amount_fen bigint not null,
    constraint clearing_sheet_pkey primary key (batch_month, payer_province, payee_province)
);

-- What each province says to its tables (C-12). reason: why the nation confirmed for it, empty where it did itself.
create table clearing_confirmation (
    batch_month integer not null,
    province integer not null,
    state text not null default 'PENDING',
    decided_at timestamptz,
    decided_by bigint,
    reason text not null default '',
    constraint clearing_confirmation_pkey primary key (batch_month, province),
    constraint clearing_confirmation_state_is_known check (state in ('PENDING', 'CONFIRMED'))
);

-- One obligation, of which the payer has a payment notice and the payee a collection notice (C-03). level: national between
-- two provinces; collect and pass_on between a pool and its province; provincial between two pools of one province. reversed: the amount
-- was negative, so it goes the other way (C-16).
create table clearing_notice (
    notice_id bigint not null,
    batch_month integer not null,
    number text not null,
    level text not null,
    payer integer not null,
    payee integer not null,
    amount_fen bigint not null,
    reversed boolean not null,
    state text not null,
    drafted_at timestamptz not null,
    drafted_by bigint not null,
    due_on date,
    released_at timestamptz,
    released_by bigint,
    paid_on date,
    bank text,
    serial_no text,
    journal_id bigint,
    constraint clearing_notice_pkey primary key (notice_id),
    constraint clearing_notice_number_is_its_own unique (number),
    constraint one_notice_a_pair_level_and_batch unique (batch_month, level, payer, payee),
    constraint clearing_notice_level_is_known check (level in ('national', 'collect', 'pass_on', 'provincial')),
    constraint clearing_notice_state_is_known check (state in ('DRAFTED', 'RELEASED', 'PAID')),
    constraint a_notice_is_released_by_another check (released_by is null or released_by <> drafted_by),
    constraint clearing_notice_is_of_something check (amount_fen > 0),
    constraint a_paid_notice_has_its_proof
        check ((state = 'PAID') = (paid_on is not null and bank is not null and serial_no is not null and journal_id is not null))
);

create unique index a_payment_proves_one_notice on clearing_notice (bank, serial_no, paid_on, amount_fen) where state = 'PAID';
