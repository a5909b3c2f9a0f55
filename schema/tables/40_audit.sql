-- What happened, in order: never updated, never deleted. Nothing personal stands here.
-- actor_id: who did it, a person or a member of staff, 0 for a rule or the clock; authority_id: the mandate or grant acted on,
-- 0 for one's own affairs; both empty for what institutions send. A journal's fact carries the journal's id. transaction_id tells a reader how far the past is complete.
create table fact (
    fact_id bigint not null,
    subject_id bigint not null,
    at timestamptz not null,
    transaction_id xid8 not null default pg_current_xact_id(),
    kind smallint not null,
    cell smallint not null,
    detail jsonb,
    actor_id bigint,
    channel text,
    authority_id bigint,
    constraint fact_pkey primary key (fact_id, cell)
) partition by range (fact_id);
