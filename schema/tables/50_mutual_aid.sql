-- An aid relation, in the beneficiary's cell. relation: R-03, what the beneficiary is to the donor.
-- evidence: verified, declared, unknown. Dissolved relations stay; the same pair may begin anew with a new id (R-15).
-- priority: its place in the beneficiary's order (Q-20), which its quotas take; 0 when not set.
create table aid_relation (
    cell smallint not null,
    relation_id bigint not null,
    beneficiary_id bigint not null,
    donor_id bigint not null,
    relation smallint not null,
    evidence text not null,
    state text not null,
    activated_at timestamptz not null,
    donor_consented_at timestamptz not null,
    beneficiary_consented_at timestamptz not null,
    ended_at timestamptz,
    end_reason text,
    suspended_at timestamptz,
    suspend_reason text,
    priority smallint not null default 0,
    constraint aid_relation_pkey primary key (relation_id, cell),
    constraint aid_relation_kind_is_near_relative check (relation between 1 and 8),
    constraint aid_relation_evidence_is_known check (evidence in ('verified', 'declared', 'unknown')),
    constraint aid_relation_state_is_known check (state in ('active', 'suspended', 'dissolved')),
    constraint nobody_is_their_own_donor check (donor_id <> beneficiary_id)
);

create index aid_relation_of_beneficiary on aid_relation (beneficiary_id, relation_id);
create unique index aid_relation_is_one_at_a_time
    on aid_relation (beneficiary_id, donor_id, cell)
    where state <> 'dissolved';

create index aid_relation_suspended on aid_relation (relation_id) where state = 'suspended';

-- The same relation seen from the donor, in the donor's cell: for lists, caps, death and interest. Paying never reads it.
create table donor_relation (
    cell smallint not null,
    donor_id bigint not null,
    relation_id bigint not null,
    beneficiary_id bigint not null,
    relation smallint not null,
    active boolean not null,
    constraint donor_relation_pkey primary key (donor_id, relation_id, cell)
);

-- A quota, in the beneficiary's cell. Its money lies in its accounts; used = limit - what lies there.
-- period_type: ANNUAL ends with the year, OPEN does not, WHOLE has no limit of its own: a bill takes what it needs from the
-- donor's account at that moment, so that its limit is what is used and nothing ever lies in its accounts.
-- state: active, closed, or expired with its year. renewed_as: the quota that followed, 0 where nothing was left to set aside.
-- reminded_at: when both sides were told that its year is about to end.
-- stopped: whatever else forbids spending (death, freeze), as bits: 1 donor died, 2 frozen,
-- 4 relation suspended. uses: bits 1 visit, 2 pharmacy, 4 resident premium, 8 long-term-care premium.
create table quota (
    cell smallint not null,
    quota_id bigint not null,
    relation_id bigint not null,
    beneficiary_id bigint not null,
    donor_id bigint not null,
    donor_pool integer not null,
    relation smallint not null,
    limit_fen bigint not null,
    period_type text not null,
    valid_from date not null,
    valid_to date,
    uses smallint not null,
    state text not null,
    stopped smallint not null default 0,
    priority smallint not null default 0,
    activated_at timestamptz not null,
    auto_renew boolean not null default false,
    renewed_as bigint,
    reminded_at timestamptz,
    constraint quota_pkey primary key (quota_id, cell),
    constraint quota_limit_is_not_negative check (limit_fen >= 0),
    constraint quota_period_is_known check (period_type in ('ANNUAL', 'OPEN', 'WHOLE')),
    constraint quota_uses_are_known check (uses between 1 and 15),
    constraint quota_state_is_known check (state in ('active', 'closed', 'expired'))
);

create index quota_ending on quota (valid_to) where state = 'active' and valid_to is not null;
create index quota_to_renew on quota (valid_to, quota_id)
    where state = 'expired' and auto_renew and renewed_as is null;
create index quota_to_remind on quota (valid_to, quota_id)
    where state = 'active' and valid_to is not null and reminded_at is null;
create index quota_of_beneficiary on quota (beneficiary_id) where state = 'active';
create unique index a_relation_has_one_active_quota on quota (relation_id, cell) where state = 'active';

-- Changes of a quota, counted a day (Q-09) and kept with the limit before and after.
create table quota_change (
    cell smallint not null,
    journal_id bigint not null,
    quota_id bigint not null,
    relation_id bigint not null,
    day date not null,
    before_fen bigint not null,
    after_fen bigint not null,
    constraint quota_change_pkey primary key (journal_id, cell)
);

create index quota_change_of_relation on quota_change (relation_id, day);

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
