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
