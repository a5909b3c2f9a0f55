-- Items go up a level before they are due; those that wait already go as they would have gone.
alter table work_item add column rises_at timestamptz;
update work_item set rises_at = due_at;
alter table work_item alter column rises_at set not null;
drop index work_item_due;
create index work_item_rising on work_item (rises_at) where closed_at is null and level <> 'nation';

-- A mandate may cover complaints.
alter table mandate
    drop constraint mandate_scope_is_known,
    add constraint mandate_scope_is_known
        check (
            scope <@ array['view', 'show_code', 'wallet', 'relations', 'quotas', 'premiums', 'transfers', 'complaints']
            and cardinality(scope) > 0
        );

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

-- Money put right (design 2): proposed by one member of staff on evidence, booked when a second confirms. In the cell of what it
-- corrects. pool: whose money and whose staff. expires_at: until then it can be confirmed. The journal has the number journal_id.
create table correction (
    cell smallint not null,
    correction_id bigint not null,
    pool integer not null,
    corrects text not null,
    corrects_id bigint not null,
    business smallint not null,
    reason text not null,
    evidence_kind text not null,
    evidence_hash bytea not null,
    state text not null,
    proposed_at timestamptz not null,
    proposed_by bigint not null,
    expires_at timestamptz not null,
    work_item_id bigint not null,
    decided_at timestamptz,
    decided_by bigint,
    note text not null default '',
    journal_id bigint,
    constraint correction_pkey primary key (correction_id, cell),
    constraint correction_is_of_something_known
        check (corrects in ('settlement', 'quota', 'credit', 'premium', 'suspense')),
    constraint correction_business_is_known check (business between 1 and 4),
    constraint correction_has_evidence
        check (
            evidence_kind in ('application', 'bank_record', 'certificate', 'court_order', 'register')
            and octet_length(evidence_hash) = 32
        ),
    constraint correction_state_is_known check (state in ('proposed', 'booked', 'refused', 'expired')),
    constraint a_correction_is_confirmed_by_another check (state <> 'booked' or decided_by <> proposed_by),
    constraint a_decided_correction_says_when check ((state = 'proposed') = (decided_at is null)),
    constraint only_a_booked_correction_has_a_journal check ((state = 'booked') = (journal_id is not null))
);

create unique index one_correction_at_a_time_waits
    on correction (corrects_id, corrects, cell)
    where state = 'proposed';
create index correction_expiring on correction (correction_id) where state = 'proposed';

-- What a correction moves: from an account of one pool to an account of the same or of another.
create table correction_move (
    cell smallint not null,
    correction_id bigint not null,
    line smallint not null,
    payer_pool integer not null,
    source_account bigint not null,
    payee_pool integer not null,
    target_account bigint not null,
    amount_fen bigint not null,
    constraint correction_move_pkey primary key (correction_id, line, cell),
    constraint correction_moves_something check (amount_fen > 0)
);

grant select, insert, update on complaint, correction to gongji_app;
grant select, insert on complaint_text, correction_move to gongji_app;
