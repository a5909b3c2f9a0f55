-- What people are told, in the cell of who is told; in order for each person. kind chooses the words, facts fills them in: identifiers,
-- amounts, days, never anything personal. sms: waiting, sent, none (no telephone, or nobody who sends), given_up after many
-- attempts; the notice stands in the person's inbox all the same. next_attempt_at: not before.
create table notice (
    cell smallint not null,
    notice_id bigint not null,
    person_id bigint not null,
    fact_id bigint not null,
    kind text not null,
    happened_at timestamptz not null,
    facts jsonb not null,
    sms text not null default 'waiting',
    attempts smallint not null default 0,
    next_attempt_at timestamptz not null,
    sent_at timestamptz,
    read_at timestamptz,
    constraint notice_pkey primary key (notice_id, cell),
    constraint nobody_is_told_the_same_twice unique (fact_id, person_id, kind, cell),
    constraint notice_sms_is_known check (sms in ('waiting', 'sent', 'none', 'given_up')),
    constraint a_notice_that_was_sent_says_when check ((sms = 'sent') = (sent_at is not null))
) with (fillfactor = 80);

create index notice_of_person on notice (person_id, notice_id);
create index notice_waiting on notice (next_attempt_at) where sms = 'waiting';
create index notice_waiting_of_person on notice (person_id, notice_id) where sms = 'waiting';

-- How far facts have become notices (decision 0007). What `told` sees is done. What `telling` sees besides is being told, by
-- fact_id, up to after_fact. No fact that `telling` does not see has a number up to next_after.
create table notice_position (
    is_the_only_row boolean not null default true,
    told pg_snapshot not null,
    telling pg_snapshot not null,
    after_fact bigint not null,
    next_after bigint not null,
    constraint notice_position_is_one_row primary key (is_the_only_row),
    constraint notice_position_has_no_other_row check (is_the_only_row)
);

-- What happened before there were notices is not told.
insert into notice_position (told, telling, after_fact, next_after)
    select pg_current_snapshot(), pg_current_snapshot(), first_number, first_number
    from (
        select ((extract(epoch from now() - interval '1 hour') * 1000)::bigint - 1704067200000) << 22 as first_number
    ) as an_hour_ago;
