-- Members of staff. Who they are in person is kept by the handling body; here is the name they sign in with.
create table staff (
    staff_id bigint not null,
    login text not null,
    left_at timestamptz,
    constraint staff_pkey primary key (staff_id),
    constraint staff_login_names_one unique (login)
);

-- What somebody of the staff may do, and where. region: 620100 a pool, 620000 a province, 0 the nation. institution_no: for whom
-- somebody speaks who is no body's staff but a hospital's or pharmacy's; region is then its pool.
create table staff_grant (
    grant_id bigint not null,
    staff_id bigint not null,
    role text not null,
    region integer not null,
    granted_at timestamptz not null,
    ended_at timestamptz,
    institution_no integer,
    constraint staff_grant_pkey primary key (grant_id),
    constraint staff_grant_role_is_known check (role in ('clerk', 'checker', 'operator', 'national', 'institution')),
    constraint who_speaks_for_an_institution_names_it check ((role = 'institution') = (institution_no is not null))
);

create index staff_grant_of_staff on staff_grant (staff_id) where ended_at is null;

-- Bearer tokens, by digest; the token itself is told once. holder_id: a person, or a member of staff.
create table access_token (
    token_digest bytea not null,
    holder_id bigint not null,
    is_staff boolean not null,
    channel text not null,
    issued_at timestamptz not null,
    stepped_up_at timestamptz,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    constraint access_token_pkey primary key (token_digest)
);

create index access_token_of_holder on access_token (holder_id) where revoked_at is null;

-- Who agreed to what, in which wording (N-01, N-02). Withdrawing ends what was agreed to and undoes nothing.
create table consent (
    cell smallint not null,
    consent_id bigint not null,
    person_id bigint not null,
    purpose text not null,
    text_version text not null,
    about_id bigint not null,
    given_at timestamptz not null,
    actor_id bigint not null,
    channel text not null,
    authority_id bigint not null,
    evidence_hash bytea,
    withdrawn_at timestamptz,
    constraint consent_pkey primary key (consent_id, cell)
);

create index consent_of_person on consent (person_id, consent_id);

-- Every look at somebody else's person, with its purpose (N-03, N-07). unmasked: which fields were shown in full, with the reason that
-- was given. institution_no, operator: of a till that asked who she is, in the institution's own words.
create table person_look (
    look_id bigint not null,
    person_id bigint not null,
    looked_at timestamptz not null,
    actor_id bigint not null,
    channel text not null,
    authority_id bigint not null,
    purpose text not null,
    unmasked text[] not null default '{}',
    reason text not null default '',
    institution_no integer,
    operator text,
    constraint person_look_pkey primary key (look_id),
    constraint a_look_has_a_purpose check (purpose <> ''),
    constraint a_till_is_an_institutions check ((institution_no is null) = (operator is null)),
    constraint who_unmasks_gives_a_reason check (unmasked = '{}' or reason <> '')
);

create index person_look_of_person on person_look (person_id, look_id);

-- Answers to writes through the REST doors, by the key their caller chose; they carry nothing personal.
create table api_answer (
    holder_id bigint not null,
    idempotency_key text not null,
    content_digest bytea not null,
    status smallint not null,
    answer bytea not null,
    answered_at timestamptz not null,
    constraint api_answer_is_given_once primary key (holder_id, idempotency_key)
);

create index api_answer_by_age on api_answer (answered_at);
