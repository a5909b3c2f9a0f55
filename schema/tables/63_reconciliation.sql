-- What a province answered to the hub's file of a day (C-30). Of several the last counts, the others are history. hub_digest: SM3
-- of the hub's file of the whole day; hub_items and hub_fen: what the province is party to in it.
create table clearing_answer (
    answer_id bigint not null,
    day date not null,
    province integer not null,
    answered_at timestamptz not null,
    hub_digest bytea not null,
    file_digest bytea not null,
    hub_items bigint not null,
    hub_fen bigint not null,
    items bigint not null,
    amount_fen bigint not null,
    mismatches bigint not null,
    replaced_at timestamptz,
    constraint clearing_answer_pkey primary key (answer_id),
    constraint clearing_answer_names_both_files check (octet_length(hub_digest) = 32 and octet_length(file_digest) = 32)
);

create unique index one_answer_of_a_day_and_province_counts on clearing_answer (day, province) where replaced_at is null;

-- An item that hub and province do not tell alike (C-32); all others of an answered day are matched. code: the number of M1 to M7.
-- institution_no: 0, or the institution that tells a whole bill otherwise, which has line 0 and no pools of its own; province is
-- then its own.
-- An amount is empty on the side that does not know the item; so is, without a hub's side, what the hub would say of it.
-- ending: MATCHED by a later answer, REPLACED by what a later answer says, LATE (M7), SOLVED by a person.
create table clearing_mismatch (
    mismatch_id bigint not null,
    answer_id bigint not null,
    day date not null,
    province integer not null,
    journal_id bigint not null,
    line smallint not null,
    code smallint not null,
    hub_fen bigint,
    party_fen bigint,
    payer_pool integer,
    payee_pool integer,
    month integer,
    business smallint,
    third_province integer,
    opened_at timestamptz not null,
    work_item_id bigint,
    ended_at timestamptz,
    ending text,
    owner_id bigint,
    note text,
    evidence_hash bytea,
    institution_no integer not null default 0,
    constraint clearing_mismatch_pkey primary key (mismatch_id),
    constraint clearing_mismatch_code_is_known check (code between 1 and 7),
    constraint clearing_mismatch_ending_is_known check (ending in ('MATCHED', 'REPLACED', 'LATE', 'SOLVED')),
    constraint an_ended_mismatch_says_how check ((ended_at is null) = (ending is null)),
    constraint who_solves_a_mismatch_says_why
        check ((ending = 'SOLVED') is not true or (owner_id is not null and note is not null and evidence_hash is not null)),
    constraint what_the_hub_knows_of_an_item_is_known_whole
        check (
            num_nonnulls(payer_pool, payee_pool, month, business, third_province)
                = case when institution_no = 0 and hub_fen is not null then 5 else 0 end
            and num_nonnulls(hub_fen, party_fen) > 0
        ),
    constraint an_institution_tells_whole_bills check (institution_no = 0 or line = 0)
);

create unique index an_item_is_one_open_mismatch_of_a_party
    on clearing_mismatch (journal_id, line, province, institution_no) where ended_at is null;
create index clearing_mismatch_of_day on clearing_mismatch (day, province, mismatch_id);
create index clearing_mismatch_open on clearing_mismatch (province, mismatch_id) where ended_at is null;
create index clearing_mismatch_late on clearing_mismatch (journal_id, line, province) where code = 7;
create index clearing_mismatch_of_institution on clearing_mismatch (institution_no, day) where institution_no <> 0;
create index clearing_mismatch_holds_a_bill on clearing_mismatch (journal_id)
    where institution_no <> 0 and ended_at is null and hub_fen is not null;
create index clearing_mismatch_of_work_item on clearing_mismatch (work_item_id) where ended_at is null;

-- What no batch takes yet, because somebody it concerns has not answered or tells it otherwise (C-11). journal_id 0: all items of
-- the row of clearing_day_pair; else one item. held_from: the batch that would have taken it; taken_by: the later one that did.
-- An item that waits although the rest of its row was taken is held from the batch that took the rest.
create table clearing_held (
    day date not null,
    payer_pool integer not null,
    payee_pool integer not null,
    month integer not null,
    business smallint not null,
    third_province integer not null,
    journal_id bigint not null,
    line smallint not null,
    items bigint not null,
    amount_fen bigint not null,
    held_from integer not null,
    taken_by integer,
    constraint clearing_held_pkey
        primary key (day, payer_pool, payee_pool, month, business, third_province, journal_id, line),
    constraint what_was_held_enters_a_later_batch check (taken_by > held_from)
);

create index clearing_held_from on clearing_held (held_from, day);
create index clearing_held_taken on clearing_held (taken_by);
-- What an institution told of its bills of some days and one kind of care (3202). hub_bills and hub_fen: ours of those days.
create table institution_check (
    check_id bigint not null,
    institution_no integer not null,
    pool integer not null,
    med_type text not null,
    first_day date not null,
    last_day date not null,
    file_digest bytea not null,
    hub_bills bigint not null,
    hub_fen bigint not null,
    bills bigint not null,
    amount_fen bigint not null,
    mismatches bigint not null,
    checked_at timestamptz not null,
    constraint institution_check_pkey primary key (check_id),
    constraint an_institution_checks_days_in_order check (first_day <= last_day),
    constraint institution_check_names_its_file check (octet_length(file_digest) = 32)
);

create index institution_check_of_institution on institution_check (institution_no, check_id);

-- A file of an institution, up by 9101 or down by 9102, sealed (SM4-GCM) under a key of its own: it names people. It is
-- forgotten after kept_until.
create table institution_file (
    file_id bigint not null,
    institution_no integer not null,
    name text not null,
    algorithm smallint not null,
    master_key_id smallint not null,
    wrapped_key bytea not null,
    sealed bytea not null,
    stored_at timestamptz not null,
    kept_until timestamptz not null,
    constraint institution_file_pkey primary key (file_id)
);

create index institution_file_over on institution_file (kept_until);

-- That a day's file has no answer of a province yet, though it is old enough to ask a person.
create table clearing_reminder (
    day date not null,
    province integer not null,
    work_item_id bigint not null,
    constraint clearing_reminder_pkey primary key (day, province)
);
