-- Identifiers: 41 bits of real milliseconds since 2024-01-01, 10 bits of cell, 12 bits of a sequence shared by all.
create sequence identifier_sequence
    minvalue 0
    maxvalue 4095
    cycle;

-- The lowest identifier of a day (Beijing), where a partition begins.
create function first_identifier_of(day date) returns bigint
    language sql
    stable
as $$
    select (extract(epoch from day::timestamp at time zone 'Asia/Shanghai')::bigint * 1000 - 1704067200000) << 22
$$;

-- Quarterly partitions of one table, from the quarter of the first day to the quarter of the last. Safe to repeat.
create procedure make_partitions(partitioned regclass, first_day date, last_day date)
    language plpgsql
as $$
declare
    quarter date;
begin
    for quarter in
        select generate_series(date_trunc('quarter', first_day), date_trunc('quarter', last_day), '3 months')::date
    loop
        execute format(
            'create table if not exists %I partition of %s for values from (%s) to (%s)',
            partitioned::text || to_char(quarter, '_YYYY"q"Q'),
            partitioned,
            first_identifier_of(quarter),
            first_identifier_of((quarter + interval '3 months')::date)
        );
    end loop;
end
$$;
-- A person, for life: the identifier stays when the person number changes with the pool. Personal fields are sealed
-- (SM4-GCM) under a key of the person; destroying wrapped_key erases the person. What is in clear is what rules need.
create table person (
    cell smallint not null,
    person_id bigint not null,
    born_on date not null,
    sex smallint not null,
    algorithm smallint not null,
    master_key_id smallint not null,
    wrapped_key bytea,
    sealed bytea not null,
    constraint person_pkey primary key (person_id, cell),
    constraint person_sex_is_known_code check (sex in (0, 1, 2, 9))
);

-- How a person is found: kind 1 person number, 2 certificate, 3 telephone. Blind indexes only.
create table person_key (
    kind smallint not null,
    blind_index bytea not null,
    person_id bigint not null,
    constraint person_key_kind_is_known check (kind in (1, 2, 3))
);

create unique index person_key_names_one_person on person_key (kind, blind_index) where kind in (1, 2);
create index person_key_of_telephone on person_key (kind, blind_index) where kind = 3;
create index person_key_of_person on person_key (person_id);

-- A person's place in one scheme: 310 employees, 390 residents. Status: 0 not insured, 1 normal, 2 paused, 3 invalid, 4 ended.
create table insured_relation (
    cell smallint not null,
    person_id bigint not null,
    scheme smallint not null,
    pool integer not null,
    division integer not null,
    person_type text not null,
    status smallint not null,
    insured_from date not null,
    paused_from date,
    constraint insured_relation_pkey primary key (person_id, scheme, cell),
    constraint insured_relation_scheme_is_known check (scheme in (310, 390)),
    constraint insured_relation_status_is_known check (status between 0 and 4)
);

-- One row a person, locked before anything of that person is spent. The sums are of
-- `year` and start anew with the next; those of the year before stand beside.
create table spender (
    cell smallint not null,
    person_id bigint not null,
    year smallint not null,
    deductible_paid_fen bigint not null,
    pool_paid_fen bigint not null,
    last_deductible_paid_fen bigint not null default 0,
    last_pool_paid_fen bigint not null default 0,
    aid_first boolean not null default false,
    died_on date,
    constraint spender_pkey primary key (person_id, cell),
    constraint deductible_paid_is_not_negative check (deductible_paid_fen >= 0),
    constraint pool_paid_is_not_negative check (pool_paid_fen >= 0)
) with (fillfactor = 80);

-- Monthly credits, once each (P-04): the key refuses a second posting of the same month and source.
create table monthly_credit (
    cell smallint not null,
    person_id bigint not null,
    scheme smallint not null,
    month integer not null,
    source text not null,
    amount_fen bigint not null,
    journal_id bigint not null,
    constraint monthly_credit_is_posted_once primary key (person_id, scheme, month, source, cell)
);
-- Pooling areas as they are run: when the wallet was switched on, and whether their sources can be reached now (S-13).
create table pool (
    pool integer not null,
    wallet_enabled_from date,
    unreachable_since timestamptz,
    constraint pool_pkey primary key (pool)
);

create table institution (
    institution_no integer generated always as identity,
    code text not null,
    name text not null,
    kind text not null,
    level text not null,
    division integer not null,
    pool integer not null,
    wallet_enabled boolean not null,
    suspended_from timestamptz,
    profile text not null default 'national',
    constraint institution_pkey primary key (institution_no),
    constraint institution_code_names_one_institution unique (code),
    constraint institution_kind_is_known check (kind in ('pharmacy', 'hospital'))
);

create table operator_sign_in (
    sign_no bigint not null,
    institution_no integer not null,
    operator text not null,
    operator_name text not null,
    mac text not null,
    ip text not null,
    signed_in_at timestamptz not null,
    signed_out_at timestamptz,
    constraint operator_sign_in_pkey primary key (sign_no)
);

create index operator_sign_in_of_institution on operator_sign_in (institution_no, operator, sign_no);

-- What may be billed. price_limit_e6: yuan in millionths, null without a limit; self_pay_ratio_e4 in ten-thousandths.
create table catalogue_item (
    code text not null,
    name text not null,
    list_type text not null,
    item_class text not null,
    account_eligible boolean not null,
    price_limit_e6 bigint,
    self_pay_ratio_e4 integer not null,
    constraint catalogue_item_pkey primary key (code),
    constraint self_pay_ratio_is_a_share check (self_pay_ratio_e4 between 0 and 10000)
);
-- Accounts whose balance somebody defends: it is kept here and can never fall below zero. Shared accounts (payable,
-- receivable, institution, fund …) have no row: their number says what they are (see shared_account_name) and their
-- balance is a sum of transfers. kind: 1 current, 2 carried over, 3 quota of current, 4 quota of carried over.
-- owner_id: whose money it is. spender_id: who may spend it. subject_id: the person or quota it belongs to.
create table account (
    cell smallint not null,
    account_id bigint not null,
    book integer not null,
    kind smallint not null,
    owner_id bigint not null,
    spender_id bigint not null,
    subject_id bigint not null,
    balance_fen bigint not null,
    closed_at timestamptz,
    constraint account_pkey primary key (account_id, cell),
    constraint account_kind_is_known check (kind between 1 and 4),
    constraint account_not_overspent check (balance_fen >= 0)
) with (fillfactor = 80);

create index account_of_spender on account (spender_id);

-- Money moves only here: an amount from one account to another of the same book. Never updated, never deleted.
-- A journal is all transfers with one journal_id; what it was is told by the fact of the same id.
create table transfer (
    journal_id bigint not null,
    debit_account bigint not null,
    credit_account bigint not null,
    amount_fen bigint not null,
    book integer not null,
    cell smallint not null,
    line smallint not null,
    constraint transfer_pkey primary key (journal_id, line, cell),
    constraint transfer_moves_something check (amount_fen > 0),
    constraint transfer_has_two_sides check (debit_account <> credit_account)
) partition by range (journal_id);

-- A shared account's number is decimal and readable: kind (1 digit), then
--   1 payable    counterparty pool (6), clearing month (6), business (1)    1 620100 202611 1
--   2 receivable counterparty pool (6), clearing month (6), business (1)
--   3 institution number (13)
--   4 pooled fund, 5 opening balances, 6 contributions, 7 suspense  (13 zeros)
-- business: 1 aid, 2 care, 3 premium. Real account identifiers are far above, so the two cannot meet.
create function shared_account_name(account bigint) returns text
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
        || ':' || (array['aid', 'care', 'premium'])[(account % 10)::int]
    else '' end
$$;
-- What happened, in order: never updated, never deleted. Nothing personal stands here.
-- A journal's fact carries the journal's id. transaction_id tells a reader how far the past is complete.
create table fact (
    fact_id bigint not null,
    subject_id bigint not null,
    at timestamptz not null,
    transaction_id xid8 not null default pg_current_xact_id(),
    kind smallint not null,
    cell smallint not null,
    detail jsonb,
    constraint fact_pkey primary key (fact_id, cell)
) partition by range (fact_id);
-- An aid relation, in the beneficiary's cell. relation: R-03, what the beneficiary is to the donor.
-- evidence: verified, declared, unknown. Dissolved relations stay; the same pair may begin anew with a new id (R-15).
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
    constraint aid_relation_pkey primary key (relation_id, cell),
    constraint aid_relation_kind_is_near_relative check (relation between 1 and 8),
    constraint aid_relation_evidence_is_known check (evidence in ('verified', 'declared', 'unknown')),
    constraint aid_relation_state_is_known check (state in ('active', 'suspended', 'dissolved')),
    constraint nobody_is_their_own_donor check (donor_id <> beneficiary_id)
);

create unique index aid_relation_is_one_at_a_time
    on aid_relation (beneficiary_id, donor_id, cell)
    where state <> 'dissolved';

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
-- state: active or closed. stopped: whatever else forbids spending (death, freeze), as bits: 1 donor died, 2 frozen,
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
    constraint quota_pkey primary key (quota_id, cell),
    constraint quota_limit_is_not_negative check (limit_fen >= 0),
    constraint quota_period_is_known check (period_type in ('ANNUAL', 'OPEN')),
    constraint quota_uses_are_known check (uses between 1 and 15),
    constraint quota_state_is_known check (state in ('active', 'closed'))
);

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
-- One message number of one institution has one outcome, written with it in one transaction (S-12), kept past any
-- midnight. kind: 1 settled, 2 cancelled, 3 reversed, 4 tombstone: reversed before it came (S-15), 5 reversal without effect.
-- The key has no cell, so that one machine refuses a number used for somebody else too; a cluster adds cell to it and
-- finds such numbers by a job.
create table request (
    cell smallint not null,
    institution_no integer not null,
    message_id text not null,
    content_digest bytea not null,
    outcome_id bigint not null,
    kind smallint not null,
    constraint message_number_is_used_once primary key (message_id, institution_no),
    constraint request_kind_is_known check (kind between 1 and 5)
);

-- A bill that was settled, cancelled or reversed; cancels and reversals carry negative amounts. Never updated.
-- kind as in request. What came after it is found in `cancellation`.
create table settlement (
    settlement_id bigint not null,
    person_id bigint not null,
    visit_id bigint not null,
    accepted_at timestamptz not null,
    policy_id bigint not null,
    total_fen bigint not null,
    own_pay_full_fen bigint not null,
    over_limit_fen bigint not null,
    pre_pay_fen bigint not null,
    in_scope_fen bigint not null,
    deductible_fen bigint not null,
    pool_pay_fen bigint not null,
    ceiling_left_fen bigint not null,
    personal_share_fen bigint not null,
    own_account_fen bigint not null,
    aid_fen bigint not null,
    cash_fen bigint not null,
    hospital_fen bigint not null,
    own_balance_after_fen bigint not null,
    institution_no integer not null,
    insured_pool integer not null,
    treatment_pool integer not null,
    clearing_month integer not null,
    cell smallint not null,
    kind smallint not null,
    scheme smallint not null,
    visit smallint not null,
    ratio_e4 smallint not null,
    account_use smallint not null,
    identity_check smallint not null,
    credential_type smallint not null,
    message_id text not null,
    med_type text not null,
    person_type text not null,
    operator text not null,
    invoice_no text not null,
    constraint settlement_pkey primary key (settlement_id, cell),
    constraint fee_classes_add_up_to_the_bill
        check (total_fen = own_pay_full_fen + over_limit_fen + pre_pay_fen + in_scope_fen),
    constraint payers_add_up_to_the_bill
        check (total_fen = pool_pay_fen + personal_share_fen + hospital_fen),
    constraint personal_share_is_own_aid_and_cash
        check (personal_share_fen = own_account_fen + aid_fen + cash_fen)
) partition by range (settlement_id);

-- The fee lines of a settlement, one row: nobody reads one line without the others. Each line is an array in the order
-- of view fee_line, which gives it names. What the catalogue said on that day stands with it, so that the same answer can
-- be given when the catalogue has moved on; a code the catalogue did not know has the class ''.
create table fee_lines (
    settlement_id bigint not null,
    cell smallint not null,
    lines json not null,
    constraint fee_lines_pkey primary key (settlement_id, cell)
) partition by range (settlement_id);

create view fee_line as
    select fee_lines.cell,
           fee_lines.settlement_id,
           position,
           line ->> 0 as line_no,
           line ->> 1 as catalogue_code,
           (line ->> 2)::bigint as amount_fen,
           (line ->> 3)::bigint as quantity_e4,
           (line ->> 4)::bigint as price_e6,
           (line ->> 5)::bigint as own_pay_full_fen,
           (line ->> 6)::bigint as over_limit_fen,
           (line ->> 7)::bigint as pre_pay_fen,
           (line ->> 8)::bigint as eligible_fen,
           line ->> 9 as list_type,
           line ->> 10 as item_class,
           (line ->> 11)::bigint as price_limit_e6,
           (line ->> 12)::integer as self_pay_ratio_e4,
           line ->> 13 as trace_codes
    from fee_lines,
         json_array_elements(fee_lines.lines) with ordinality as element (line, position);

-- A settlement is undone once: by a cancel or by a reversal.
create table cancellation (
    cell smallint not null,
    original_id bigint not null,
    settlement_id bigint not null,
    kind smallint not null,
    constraint cancellation_kind_is_known check (kind in (2, 3)),
    constraint a_settlement_is_undone_once primary key (original_id, cell)
);

create index cancellation_of_settlement on cancellation (settlement_id);

-- A trial (S-10): its figures are computed anew by the settlement; kept are its visit number and how long it is good.
-- lines_key: digest of the fee line numbers, by which it is found again.
create table trial (
    cell smallint not null,
    trial_id bigint not null,
    person_id bigint not null,
    institution_no integer not null,
    visit_id bigint not null,
    lines_key bytea not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    constraint trial_pkey primary key (trial_id, cell)
);

create index trial_of_person on trial (person_id);

-- An outpatient visit at a hospital: registered (2201), described (2203), billed line by line (2204).
create table visit (
    cell smallint not null,
    visit_id bigint not null,
    person_id bigint not null,
    institution_no integer not null,
    scheme smallint not null,
    case_no text not null,
    department_code text not null,
    department_name text not null,
    registered_at timestamptz not null,
    cancelled_at timestamptz,
    med_type text,
    main_condition text,
    constraint visit_pkey primary key (visit_id, cell)
);

create index visit_of_person on visit (person_id, cell) where cancelled_at is null;

create table visit_diagnosis (
    cell smallint not null,
    visit_id bigint not null,
    position smallint not null,
    diagnosis_type text not null,
    diagnosis_code text not null,
    diagnosis_name text not null,
    constraint visit_diagnosis_pkey primary key (visit_id, position, cell)
);

-- Working rows until they are settled; settled_by names the settlement that took them and is emptied by its cancel.
create table visit_charge (
    cell smallint not null,
    visit_id bigint not null,
    line_no text not null,
    batch_no text not null,
    catalogue_code text not null,
    amount_fen bigint not null,
    quantity_e4 bigint not null,
    price_e6 bigint not null,
    approval text not null,
    trace_codes text not null,
    settled_by bigint,
    constraint visit_charge_pkey primary key (visit_id, line_no, cell)
);
-- What waits for a person. subject_id names what it is about; detail carries identifiers and amounts, nothing personal.
create table work_item (
    work_item_id bigint not null,
    kind text not null,
    pool integer not null,
    subject_id bigint not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    detail jsonb not null,
    constraint work_item_pkey primary key (work_item_id)
);

create index work_item_open on work_item (pool, kind, opened_at) where closed_at is null;
-- Every policy set this database ever decided by, whole, so that any old decision can be made again.
create table policy_set (
    policy_id bigint not null,
    digest bytea not null,
    known_from timestamptz not null,
    files jsonb not null,
    constraint policy_set_pkey primary key (policy_id)
);
-- The program may add to the past and read it, never change it.
grant usage on schema public to gongji_app;
grant usage on sequence identifier_sequence to gongji_app;
grant select on fee_line to gongji_app;
grant select, insert on transfer, settlement, fee_lines, fact, request, cancellation, quota_change, monthly_credit,
    policy_set to gongji_app;
grant select, insert, update on person, insured_relation, spender, pool, institution, operator_sign_in, catalogue_item,
    account, aid_relation, donor_relation, quota, visit, visit_charge, work_item to gongji_app;
grant select, insert, delete on person_key, trial, visit_diagnosis to gongji_app;
grant delete on visit_charge to gongji_app;
call make_partitions('transfer', date '2026-01-01', date '2028-12-31');
call make_partitions('fact', date '2026-01-01', date '2028-12-31');
call make_partitions('settlement', date '2026-01-01', date '2028-12-31');
call make_partitions('fee_lines', date '2026-01-01', date '2028-12-31');
