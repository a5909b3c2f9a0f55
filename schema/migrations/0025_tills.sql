-- The bills of an institution over some days, for 3201 and 3202.
create index settlement_of_institution on settlement (institution_no, accepted_at);

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

-- An institution is a party too: it tells whole bills, which have line 0 and no pools of their own.
alter table clearing_mismatch
    add column institution_no integer not null default 0,
    drop constraint what_the_hub_knows_of_an_item_is_known_whole,
    add constraint what_the_hub_knows_of_an_item_is_known_whole
        check (
            num_nonnulls(payer_pool, payee_pool, month, business, third_province)
                = case when institution_no = 0 and hub_fen is not null then 5 else 0 end
            and num_nonnulls(hub_fen, party_fen) > 0
        ),
    add constraint an_institution_tells_whole_bills check (institution_no = 0 or line = 0);

drop index an_item_is_one_open_mismatch_of_a_province;
create unique index an_item_is_one_open_mismatch_of_a_party
    on clearing_mismatch (journal_id, line, province, institution_no) where ended_at is null;
create index clearing_mismatch_of_institution on clearing_mismatch (institution_no, day) where institution_no <> 0;
create index clearing_mismatch_holds_a_bill on clearing_mismatch (journal_id)
    where institution_no <> 0 and ended_at is null and hub_fen is not null;

-- That a day's file has no answer of a province yet, though it is old enough to ask a person.
create table clearing_reminder (
    day date not null,
    province integer not null,
    work_item_id bigint not null,
    constraint clearing_reminder_pkey primary key (day, province)
);

grant select, insert on institution_check to gongji_app;
grant select, insert, delete on institution_file, clearing_reminder to gongji_app;
