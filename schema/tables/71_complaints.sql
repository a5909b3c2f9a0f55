-- What somebody complains about, and how far it has come (A-04, N-07, X-44), in her cell. pool: whose staff answer. about, about_id,
-- named: the thing, by its number or by a code. due_at: when the answer is due; reopened once at most, with a new deadline.
create table complaint (
    cell smallint not null,
    complaint_id bigint not null,
    person_id bigint not null,
    pool integer not null,
    about text not null,
    about_id bigint not null,
    named text not null,
    state text not null,
    filed_at timestamptz not null,
    due_at timestamptz not null,
    work_item_id bigint not null,
    outcome text,
    answered_at timestamptz,
    answered_by bigint,
    reopened_at timestamptz,
    constraint complaint_pkey primary key (complaint_id, cell),
    constraint complaint_is_about_something_known
        check (
            about in ('payment', 'relation', 'quota', 'premium', 'transfer', 'refusal', 'personal_data', 'other')
        ),
    constraint complaint_state_is_known check (state in ('open', 'answered')),
    constraint complaint_outcome_is_known check (outcome in ('upheld', 'partly', 'rejected')),
    constraint an_answered_complaint_says_how check ((state = 'answered') = (outcome is not null))
);

create index complaint_of_person on complaint (person_id, complaint_id);

-- What was written about a complaint, from either side, sealed under the key of whose complaint it is: it goes when she is erased.
create table complaint_text (
    cell smallint not null,
    complaint_id bigint not null,
    line smallint not null,
    kind text not null,
    written_at timestamptz not null,
    written_by bigint not null,
    outcome text,
    algorithm smallint not null,
    sealed bytea not null,
    constraint complaint_text_pkey primary key (complaint_id, line, cell),
    constraint complaint_text_kind_is_known check (kind in ('filed', 'answer', 'reopened')),
    constraint only_an_answer_has_an_outcome check ((kind = 'answer') = (outcome is not null))
);
