-- What a pool owes each institution from the bills of one filed day, cancels counted as negative.
create table statement_day (
    day date not null,
    pool integer not null,
    institution_no integer not null,
    bills bigint not null,
    amount_fen bigint not null,
    constraint statement_day_pkey primary key (day, pool, institution_no)
);

-- The same for the filed days of a month. statement_id: the statement that takes it; a month that came out negative waits for
-- the next.
create table statement_month (
    month integer not null,
    pool integer not null,
    institution_no integer not null,
    bills bigint not null,
    amount_fen bigint not null,
    statement_id bigint,
    constraint statement_month_pkey primary key (month, pool, institution_no)
) with (fillfactor = 70);

create index statement_month_waiting on statement_month (month) where statement_id is null;
create index statement_month_of_statement on statement_month (statement_id);

-- A month's statement of an institution: what its pool pays it. deduction_fen: kept back, with the reason told.
create table statement (
    statement_id bigint not null,
    month integer not null,
    pool integer not null,
    institution_no integer not null,
    bills bigint not null,
    amount_fen bigint not null,
    deduction_fen bigint not null default 0,
    deduction_reason text not null default '',
    state text not null,
    drafted_at timestamptz not null,
    drafted_by bigint not null,
    confirmed_at timestamptz,
    confirmed_by bigint,
    objection text not null default '',
    released_at timestamptz,
    released_by bigint,
    paid_on date,
    bank text,
    serial_no text,
    journal_id bigint,
    constraint statement_pkey primary key (statement_id),
    constraint one_statement_an_institution_pool_and_month unique (month, pool, institution_no),
    constraint statement_state_is_known
        check (state in ('DRAFTED', 'CONFIRMED', 'OBJECTED', 'RELEASED', 'PAID')),
    constraint a_statement_is_released_by_another check (released_by is null or released_by <> drafted_by),
    constraint a_statement_deducts_at_most_all check (deduction_fen between 0 and amount_fen),
    constraint a_deduction_has_a_reason check ((deduction_fen > 0) = (deduction_reason <> '')),
    constraint a_paid_statement_has_its_journal check (state = 'PAID' or journal_id is null)
);

create index statement_of_institution on statement (institution_no, statement_id);
create index statement_of_pool on statement (pool, month, statement_id);
create index statement_to_pay on statement (pool, statement_id) where state = 'RELEASED';
create unique index a_payment_proves_one_statement
    on statement (bank, serial_no, paid_on, (amount_fen - deduction_fen)) where bank is not null;
