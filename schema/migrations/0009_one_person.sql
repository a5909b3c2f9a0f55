-- A certificate somebody no longer carries still finds her, for staff.
alter table person_key add column until date;
alter table person_key drop constraint person_key_kind_is_known;
alter table person_key add constraint person_key_kind_is_known check (kind in (1, 2, 3, 4));
alter table person_key
    add constraint only_a_former_certificate_has_an_end check ((kind = 4) = (until is not null));
create unique index a_former_certificate_was_one_persons on person_key (blind_index) where kind = 4;

-- Two records of one person: the one that lives on.
alter table spender add column merged_into bigint;
alter table spender add constraint nobody_is_merged_into_herself check (merged_into <> person_id);
create index spender_merged on spender (merged_into) where merged_into is not null;

create index access_token_of_holder on access_token (holder_id) where revoked_at is null;

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

grant update on person_key to gongji_app;
grant select, insert, update on identity_change, person_merge to gongji_app;
