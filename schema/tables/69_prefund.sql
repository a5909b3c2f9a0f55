-- Money a province pays another in advance for mutual aid (C-20, C-25), as it is sized: once a year, or raised when it runs short
-- (C-22, C-24). amount_fen: what is paid besides, negative where some is given back. payer: who advances it. The balance of a
-- pair is the sum of what was paid.
create table prefund_change (
    change_id bigint not null,
    kind text not null,
    year integer not null,
    payer_province integer not null,
    payee_province integer not null,
    held_fen bigint not null,
    size_fen bigint not null,
    amount_fen bigint not null,
    reason text not null,
    state text not null,
    asked_at timestamptz not null,
    asked_by bigint not null,
    due_on date,
    approved_at timestamptz,
    approved_by bigint,
    paid_on date,
    bank text,
    serial_no text,
    journal_id bigint,
    constraint prefund_change_pkey primary key (change_id),
    constraint prefund_change_kind_is_known check (kind in ('yearly', 'urgent')),
    constraint prefund_change_state_is_known check (state in ('ASKED', 'APPROVED', 'PAID')),
    constraint a_prefund_is_between_two_provinces check (payer_province <> payee_province),
    constraint a_prefund_change_leads_to_its_size check (held_fen + amount_fen = size_fen and size_fen >= 0 and amount_fen <> 0),
    constraint a_prefund_change_is_approved_by_another check (approved_by is null or approved_by <> asked_by),
    constraint a_paid_prefund_change_has_its_proof
        check ((state = 'PAID') = (paid_on is not null and bank is not null and serial_no is not null and journal_id is not null))
);

create unique index one_prefund_change_of_a_pair_waits on prefund_change (payer_province, payee_province) where state <> 'PAID';
create unique index a_pair_is_sized_once_a_year on prefund_change (year, payer_province, payee_province) where kind = 'yearly';
create index prefund_change_of_payer on prefund_change (payer_province, change_id);
create index prefund_change_of_payee on prefund_change (payee_province, change_id);
