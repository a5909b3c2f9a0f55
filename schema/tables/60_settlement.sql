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

-- The bills of an institution over some days, for 3201 and 3202.
create index settlement_of_institution on settlement (institution_no, accepted_at);

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
