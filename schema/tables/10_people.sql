-- A person, for life: the identifier stays when the person number changes with the pool. Personal fields are sealed
-- (SM4-GCM) under a key of the person; destroying wrapped_key erases the person. What is in clear is what rules need.
create table person (
    cell smallint not null,
    person_id bigint not null,
    born_on date not null,
    sex smallint not null,
    algorithm smallint not null,
    master_key_id smallint not null,
    wrapped_key bytea,
    sealed bytea not null,
    constraint person_pkey primary key (person_id, cell),
    constraint person_sex_is_known_code check (sex in (0, 1, 2, 9))
);

-- How a person is found: kind 1 person number, 2 certificate, 3 telephone, 4 a certificate she no longer carries, which
-- finds her for staff only and which nobody else can take. until: of kind 4, the first day it was no longer hers. Blind
-- indexes only.
create table person_key (
    kind smallint not null,
    blind_index bytea not null,
    person_id bigint not null,
    until date,
    constraint person_key_kind_is_known check (kind in (1, 2, 3, 4)),
    constraint only_a_former_certificate_has_an_end check ((kind = 4) = (until is not null))
);

create unique index person_key_names_one_person on person_key (kind, blind_index) where kind in (1, 2);
create unique index a_former_certificate_was_one_persons on person_key (blind_index) where kind = 4;
create index person_key_of_telephone on person_key (kind, blind_index) where kind = 3;
create index person_key_of_person on person_key (person_id);

-- A person's place in one scheme: 310 employees, 390 residents. Status: 0 not insured, 1 normal, 2 paused, 3 invalid, 4 ended.
create table insured_relation (
    cell smallint not null,
    person_id bigint not null,
    scheme smallint not null,
    pool integer not null,
    division integer not null,
    person_type text not null,
    status smallint not null,
    insured_from date not null,
    paused_from date,
    constraint insured_relation_pkey primary key (person_id, scheme, cell),
    constraint insured_relation_scheme_is_known check (scheme in (310, 390)),
    constraint insured_relation_status_is_known check (status between 0 and 4)
);

-- One row a person, locked before anything of that person is spent. The sums are of
-- `year` and start anew with the next; those of the year before stand beside. wallet: 0 not opened here, 1 active, 2 suspended,
-- 3 closed. wallet_waits_for: why it is suspended. place_of_use: the pool in which relatives' money may be spent; empty where no wallet was opened here.
-- merged_into: the record of the same person that lives on, never one that is merged itself; nothing is paid from this one.
create table spender (
    cell smallint not null,
    person_id bigint not null,
    year smallint not null,
    deductible_paid_fen bigint not null,
    pool_paid_fen bigint not null,
    last_deductible_paid_fen bigint not null default 0,
    last_pool_paid_fen bigint not null default 0,
    aid_first boolean not null default false,
    died_on date,
    wallet smallint not null default 0,
    place_of_use integer,
    wallet_waits_for text,
    merged_into bigint,
    constraint spender_pkey primary key (person_id, cell),
    constraint deductible_paid_is_not_negative check (deductible_paid_fen >= 0),
    constraint pool_paid_is_not_negative check (pool_paid_fen >= 0),
    constraint wallet_state_is_known check (wallet between 0 and 3),
    constraint nobody_is_merged_into_herself check (merged_into <> person_id)
) with (fillfactor = 80);

create index spender_merged on spender (merged_into) where merged_into is not null;

-- Monthly credits, once each (P-04): the key refuses a second posting of the same month and source.
create table monthly_credit (
    cell smallint not null,
    person_id bigint not null,
    scheme smallint not null,
    month integer not null,
    source text not null,
    amount_fen bigint not null,
    journal_id bigint not null,
    constraint monthly_credit_is_posted_once primary key (person_id, scheme, month, source, cell)
);

-- What a person was called and carried, a row a change, and by whom it was told; `told` and `former` are sealed under her key
-- as her row is, so that destroying it erases them too. state: waiting for a review, done, rejected. former: what stood
-- before, once it is done. evidence_hash is empty where the insured roll of her region said so.
create table identity_change (
    cell smallint not null,
    change_id bigint not null,
    person_id bigint not null,
    happened_on date not null,
    told_at timestamptz not null,
    told_by bigint not null,
    evidence_hash bytea,
    state text not null,
    told bytea not null,
    former bytea,
    constraint identity_change_pkey primary key (change_id, cell),
    constraint identity_change_state_is_known check (state in ('waiting', 'done', 'rejected')),
    constraint a_done_identity_change_keeps_what_was_before check ((state = 'done') = (former is not null))
);

create index identity_change_of_person on identity_change (person_id, change_id);

-- Two records of one person: proposed by one member of staff, decided by another. In the absorbed record's cell.
create table person_merge (
    cell smallint not null,
    merge_id bigint not null,
    kept_id bigint not null,
    absorbed_id bigint not null,
    evidence_hash bytea not null,
    state text not null,
    proposed_at timestamptz not null,
    proposed_by bigint not null,
    decided_at timestamptz,
    decided_by bigint,
    constraint person_merge_pkey primary key (merge_id, cell),
    constraint person_merge_is_of_two_records check (kept_id <> absorbed_id),
    constraint person_merge_state_is_known check (state in ('proposed', 'merged', 'refused')),
    constraint a_decided_merge_says_by_whom
        check ((state = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
    constraint a_merge_is_confirmed_by_another check (state <> 'merged' or decided_by <> proposed_by)
);

create unique index a_record_is_merged_once on person_merge (absorbed_id, cell) where state <> 'refused';
create index person_merge_into on person_merge (kept_id) where state = 'merged';

-- Interest of a person's account in a pool, once for every day (W-38): from_day to before to_day. rates: the yearly rates that held,
-- in 1/10,000, of spans that make up the days: from_day, to_day, current, carried. day_basis: the days a year counts.
-- accrued_e4: what it came to, in 1/10,000 fen, rounded down; the journal brought it in whole fen, half up; empty where
-- that is nothing. A row without days says that nothing was to be had before to_day.
create table interest_credit (
    cell smallint not null,
    person_id bigint not null,
    pool integer not null,
    from_day date not null,
    to_day date not null,
    day_basis smallint not null,
    rates jsonb not null,
    accrued_e4 bigint not null,
    amount_fen bigint not null,
    journal_id bigint,
    constraint interest_is_credited_once primary key (person_id, pool, to_day, cell),
    constraint interest_is_of_days_in_order check (from_day <= to_day),
    constraint interest_comes_by_a_journal check ((amount_fen > 0) = (journal_id is not null) and amount_fen >= 0)
);
