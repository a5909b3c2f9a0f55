alter table quota add column reminded_at timestamptz;
create index quota_to_remind on quota (valid_to, quota_id)
    where state = 'active' and valid_to is not null and reminded_at is null;

alter table person_look add column unmasked text[] not null default '{}';
alter table person_look add column reason text not null default '';
alter table person_look add constraint a_look_has_a_purpose check (purpose <> '');
alter table person_look add constraint who_unmasks_gives_a_reason check (unmasked = '{}' or reason <> '');

create table person_record (
    cell smallint not null,
    person_id bigint not null,
    fact_id bigint not null,
    side text not null,
    happening smallint not null,
    happened_at timestamptz not null,
    facts jsonb not null,
    constraint person_record_pkey primary key (person_id, fact_id, side, cell),
    constraint person_record_side_is_known check (side in ('donor', 'beneficiary', 'owner'))
);

grant select, insert on person_record to gongji_app;
