-- A pay code somebody has shown and nobody needs to keep once it is over (S-34). Of the code only its blind index is kept.
-- presented_by: the person herself, or who acts for her on the mandate authority_id, which is 0 for herself (S-31).
create table pay_code (
    cell smallint not null,
    code_id bigint not null,
    code_index bytea not null,
    person_id bigint not null,
    presented_by bigint not null,
    authority_id bigint not null,
    shown_at timestamptz not null,
    expires_at timestamptz not null,
    constraint pay_code_pkey primary key (code_id, cell),
    constraint a_pay_code_is_one_persons unique (code_index, cell),
    constraint who_shows_anothers_code_has_a_mandate check ((presented_by = person_id) = (authority_id = 0)),
    constraint a_pay_code_ends check (expires_at > shown_at)
);

create index pay_code_of_person on pay_code (person_id);

-- The payment a code was used for, with what the code was. Never updated: a cancel leaves the code used.
create table pay_code_use (
    cell smallint not null,
    settlement_id bigint not null,
    code_id bigint not null,
    code_index bytea not null,
    person_id bigint not null,
    presented_by bigint not null,
    authority_id bigint not null,
    shown_at timestamptz not null,
    expires_at timestamptz not null,
    constraint pay_code_use_pkey primary key (settlement_id, cell),
    constraint a_pay_code_is_used_once unique (code_index, cell)
);

grant select, insert, delete on pay_code to gongji_app;
grant select, insert on pay_code_use to gongji_app;
