-- What happened in somebody's life, as it was told: for the file, and so that the same news twice is one.
-- told_key: the teller's own number of the news.
create table life_event (
    cell smallint not null,
    event_id bigint not null,
    person_id bigint not null,
    kind text not null,
    told_key text not null,
    happened_on date not null,
    recorded_at timestamptz not null,
    constraint life_event_pkey primary key (event_id, cell),
    constraint life_event_is_told_once unique (person_id, kind, told_key, cell)
);
