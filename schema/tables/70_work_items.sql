-- What waits for a person. subject_id names what it is about; detail carries identifiers and amounts, nothing personal.
-- owner_id: the member of staff who has taken it. level: whose it is now, the pool's, the province's or the nation's; rises_at:
-- when it goes up next, before due_at to the province, then to the nation. A closed item keeps who closed it, how and why.
create table work_item (
    work_item_id bigint not null,
    kind text not null,
    pool integer not null,
    subject_id bigint not null,
    opened_at timestamptz not null,
    due_at timestamptz not null,
    rises_at timestamptz not null,
    level text not null default 'pool',
    owner_id bigint,
    taken_at timestamptz,
    closed_at timestamptz,
    closed_by bigint,
    outcome text,
    note text,
    detail jsonb not null,
    constraint work_item_pkey primary key (work_item_id),
    constraint work_item_level_is_known check (level in ('pool', 'province', 'nation')),
    constraint a_closed_work_item_says_how check ((closed_at is null) = (outcome is null))
);

create index work_item_open on work_item (pool, opened_at, work_item_id) where closed_at is null;
create index work_item_rising on work_item (rises_at) where closed_at is null and level <> 'nation';
create index work_item_of_subject on work_item (subject_id);
