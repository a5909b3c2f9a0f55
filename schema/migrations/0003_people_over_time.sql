create or replace function shared_account_name(account bigint) returns text
    language sql
    immutable
as $$
    select case account / 10000000000000
        when 1 then 'payable'
        when 2 then 'receivable'
        when 3 then 'institution:' || account % 10000000000000
        when 4 then 'fund'
        when 5 then 'opening'
        when 6 then 'contributions'
        when 7 then 'suspense'
    end || case when account / 10000000000000 in (1, 2) then
        ':' || account / 10000000 % 1000000
        || ':' || account / 10 % 1000000
        || ':' || (array['aid', 'care', 'premium', 'move'])[(account % 10)::int]
    else '' end
$$;

alter table fact
    add column actor_id bigint,
    add column channel text,
    add column authority_id bigint;

alter table quota
    add column auto_renew boolean not null default false,
    add column renewed_as bigint,
    drop constraint quota_state_is_known,
    add constraint quota_state_is_known check (state in ('active', 'closed', 'expired'));
create index quota_ending on quota (valid_to) where state = 'active' and valid_to is not null;
create index quota_to_renew on quota (valid_to) where state = 'expired' and auto_renew and renewed_as is null;
alter table aid_relation
    add column suspended_at timestamptz,
    add column suspend_reason text;
create index aid_relation_suspended on aid_relation (relation_id) where state = 'suspended';

alter table spender
    add column wallet smallint not null default 0,
    add column place_of_use integer,
    add column wallet_waits_for text,
    add constraint wallet_state_is_known check (wallet between 0 and 3);
alter table account
    drop constraint account_kind_is_known,
    add constraint account_kind_is_known check (kind between 1 and 10);
create index account_set_aside on account (owner_id) where owner_id <> spender_id;

create index aid_relation_of_beneficiary on aid_relation (beneficiary_id, relation_id);

-- An item of the time before has its days from now on.
alter table work_item
    add column due_at timestamptz not null default now() + interval '5 days',
    add column level text not null default 'pool',
    add column owner_id bigint,
    add column taken_at timestamptz,
    add column closed_by bigint,
    add column outcome text,
    add column note text;
update work_item set outcome = 'closed' where closed_at is not null;
alter table work_item
    alter column due_at drop default,
    add constraint work_item_level_is_known check (level in ('pool', 'province', 'nation')),
    add constraint a_closed_work_item_says_how check ((closed_at is null) = (outcome is null));
drop index work_item_open;
create index work_item_open on work_item (pool, opened_at, work_item_id) where closed_at is null;
create index work_item_due on work_item (due_at) where closed_at is null;
create index work_item_of_subject on work_item (subject_id);

-- Members of staff. Who they are in person is kept by the handling body; here is the name they sign in with.
create table staff (
    staff_id bigint not null,
    login text not null,
    left_at timestamptz,
    constraint staff_pkey primary key (staff_id),
    constraint staff_login_names_one unique (login)
);

-- What somebody of the staff may do, and where. region: 620100 a pool, 620000 a province, 0 the nation.
create table staff_grant (
    grant_id bigint not null,
    staff_id bigint not null,
    role text not null,
    region integer not null,
    granted_at timestamptz not null,
    ended_at timestamptz,
    constraint staff_grant_pkey primary key (grant_id),
    constraint staff_grant_role_is_known check (role in ('clerk', 'checker', 'operator', 'national'))
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

-- Every look at somebody else's person, with its purpose (N-03, N-07).
create table person_look (
    look_id bigint not null,
    person_id bigint not null,
    looked_at timestamptz not null,
    actor_id bigint not null,
    channel text not null,
    authority_id bigint not null,
    purpose text not null,
    constraint person_look_pkey primary key (look_id)
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

-- What registers, papers and reviews say of who is whose family; how two people are related is inferred (R-03).
-- kind: 1 subject is parent of object, 2 spouses, 3 subject is guardian of object. nature: 1 birth, 2 adoption,
-- 3 a step-parent who brought the child up (R-05), 4 marriage, 5 named by a court. A fact is never changed: what turns out
-- otherwise is ended. Spouses stand once, the lower person_id as subject.
create table kinship_fact (
    fact_id bigint not null,
    kind smallint not null,
    nature smallint not null,
    subject_id bigint not null,
    object_id bigint not null,
    evidence text not null,
    source text not null,
    valid_from date not null,
    valid_to date,
    recorded_at timestamptz not null,
    constraint kinship_fact_pkey primary key (fact_id),
    constraint kinship_fact_kind_is_known check (kind between 1 and 3),
    constraint kinship_fact_nature_is_known check (nature between 1 and 5),
    constraint kinship_fact_is_of_two_people check (subject_id <> object_id),
    constraint kinship_fact_evidence_is_known check (evidence in ('register', 'certificate', 'review', 'declaration')),
    constraint spouses_stand_once check (kind <> 2 or subject_id < object_id)
);

create unique index kinship_fact_stands_once on kinship_fact (subject_id, object_id, kind) where valid_to is null;
create index kinship_fact_of_object on kinship_fact (object_id);

-- A donor's wish to share, until the beneficiary has answered; no money moves before (R-10, R-11). In the beneficiary's
-- cell. expires_at is empty while staff check the kinship. What becomes of it is a relation with a quota.
create table aid_invitation (
    cell smallint not null,
    invitation_id bigint not null,
    donor_id bigint not null,
    beneficiary_id bigint not null,
    relation smallint not null,
    evidence text not null,
    limit_fen bigint not null,
    period_type text not null,
    uses smallint not null,
    auto_renew boolean not null,
    state text not null,
    invited_at timestamptz not null,
    expires_at timestamptz,
    answered_at timestamptz,
    relation_id bigint,
    constraint aid_invitation_pkey primary key (invitation_id, cell),
    constraint aid_invitation_kind_is_near_relative check (relation between 1 and 8),
    constraint aid_invitation_state_is_known
        check (state in ('kin_check', 'kin_rejected', 'pending', 'accepted', 'refused', 'withdrawn', 'expired'))
);

create unique index aid_invitation_is_one_at_a_time
    on aid_invitation (beneficiary_id, donor_id, cell)
    where state in ('kin_check', 'pending');
create index aid_invitation_of_donor on aid_invitation (donor_id, invitation_id);
create index aid_invitation_of_beneficiary on aid_invitation (beneficiary_id, invitation_id);
create index aid_invitation_expiring on aid_invitation (expires_at) where state = 'pending';

-- Changes of a wallet's place of use, counted a month (W-08). Its state and place stand on the row of its owner, `spender`.
create table wallet_move (
    cell smallint not null,
    move_id bigint not null,
    person_id bigint not null,
    moved_at timestamptz not null,
    month integer not null,
    from_pool integer not null,
    to_pool integer not null,
    constraint wallet_move_pkey primary key (move_id, cell)
);

create index wallet_move_of_person on wallet_move (person_id, month);

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

-- A transfer from an account to a relative's wallet, where the pilot's model is still on (W-11 … W-29): on its way until it is
-- accepted, then a lot that its receiver spends. In the receiver's cell. relation: what she is to the sender (R-03).
create table wallet_transfer (
    cell smallint not null,
    transfer_id bigint not null,
    sender_id bigint not null,
    receiver_id bigint not null,
    sender_pool integer not null,
    relation smallint not null,
    amount_fen bigint not null,
    state text not null,
    sent_at timestamptz not null,
    sent_on date not null,
    ended_at timestamptz,
    constraint wallet_transfer_pkey primary key (transfer_id, cell),
    constraint wallet_transfer_state_is_known
        check (state in ('in_transit', 'accepted', 'returned', 'revoked', 'rejected', 'given_back', 'converted')),
    constraint wallet_transfer_moves_something check (amount_fen > 0),
    constraint nobody_sends_to_herself check (sender_id <> receiver_id)
);

create unique index one_transfer_at_a_time_is_on_its_way
    on wallet_transfer (receiver_id, sender_id, cell)
    where state = 'in_transit';
create index wallet_transfer_of_sender on wallet_transfer (sender_id, sent_on);
create index wallet_transfer_of_receiver on wallet_transfer (receiver_id, transfer_id);
create index wallet_transfer_on_its_way on wallet_transfer (transfer_id) where state = 'in_transit';

grant select, insert on wallet_transfer, wallet_move, life_event, consent, person_look, api_answer, kinship_fact, access_token, staff, staff_grant, aid_invitation
    to gongji_app;
grant update on wallet_transfer, kinship_fact, access_token, staff, staff_grant, aid_invitation, consent to gongji_app;
grant delete on api_answer to gongji_app;
