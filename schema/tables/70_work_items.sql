-- What waits for a person. subject_id names what it is about; detail carries identifiers and amounts, nothing personal.
create table work_item (
    work_item_id bigint not null,
    kind text not null,
    pool integer not null,
    subject_id bigint not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    detail jsonb not null,
    constraint work_item_pkey primary key (work_item_id)
);

create index work_item_open on work_item (pool, kind, opened_at) where closed_at is null;
