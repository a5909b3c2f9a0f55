-- Who acts for whom, in what, until when, and on what paper (A-02 … A-06). In the principal's cell. A family account is
-- granted by the principal herself; agents and guardians are registered by staff. agrees_from: the day from which the
-- principal herself must have said yes; called_back_at: when she did, asked by call-back or in her own app.
create table mandate (
    cell smallint not null,
    mandate_id bigint not null,
    principal_id bigint not null,
    agent_id bigint not null,
    kind text not null,
    scope text[] not null,
    granted_at timestamptz not null,
    usable_from timestamptz not null,
    valid_to date,
    agrees_from date,
    evidence_hash bytea,
    registered_by bigint not null,
    checked_by bigint,
    called_back_at timestamptz,
    ended_at timestamptz,
    end_reason text,
    constraint mandate_pkey primary key (mandate_id, cell),
    constraint mandate_kind_is_known check (kind in ('family_account', 'agent', 'guardian')),
    constraint mandate_scope_is_known
        check (
            scope <@ array['view', 'show_code', 'wallet', 'relations', 'quotas', 'premiums', 'transfers', 'complaints']
            and cardinality(scope) > 0
        ),
    constraint mandate_is_for_somebody_else check (principal_id <> agent_id),
    constraint mandate_of_an_agent_has_paper_and_end
        check (kind <> 'agent' or evidence_hash is not null and valid_to is not null),
    constraint mandate_is_checked_by_another check (checked_by <> registered_by),
    constraint an_ended_mandate_says_why check ((ended_at is null) = (end_reason is null))
);

create unique index mandate_stands_once on mandate (principal_id, agent_id, cell) where ended_at is null;
create index mandate_of_principal on mandate (principal_id, mandate_id);
create index mandate_of_agent on mandate (agent_id, mandate_id);

-- How many relations a clerk helped to set up in a day (X-23).
create index consent_of_actor on consent (actor_id, given_at);
