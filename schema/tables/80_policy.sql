-- Every policy set this database ever decided by, whole, so that any old decision can be made again.
create table policy_set (
    policy_id bigint not null,
    digest bytea not null,
    known_from timestamptz not null,
    files jsonb not null,
    constraint policy_set_pkey primary key (policy_id)
);
