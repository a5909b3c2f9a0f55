-- A personal account paid out to a person (P-18), in the cell of whose account it is. kind: HEIRS after death, ABROAD, MOVE where the
-- account cannot go along. state: PROPOSED by one member of staff, then CONFIRMED or REFUSED by another. The payee (name, bank
-- account) is sealed under a key of its own; destroying wrapped_key erases the payee. evidence_hash: of the paper that was shown.
-- amount_fen is known, and its journal written, when it is confirmed; bank_reference when the bank has paid.
create table pay_out (
    cell smallint not null,
    pay_out_id bigint not null,
    person_id bigint not null,
    pool integer not null,
    kind text not null,
    state text not null,
    evidence_kind text not null,
    evidence_hash bytea not null,
    algorithm smallint not null,
    master_key_id smallint not null,
    wrapped_key bytea,
    sealed bytea not null,
    work_item_id bigint not null,
    proposed_at timestamptz not null,
    proposed_by bigint not null,
    decided_at timestamptz,
    decided_by bigint,
    reason text,
    amount_fen bigint,
    journal_id bigint,
    paid_at timestamptz,
    bank_reference text,
    constraint pay_out_pkey primary key (pay_out_id, cell),
    constraint pay_out_kind_is_known check (kind in ('HEIRS', 'ABROAD', 'MOVE')),
    constraint pay_out_state_is_known check (state in ('PROPOSED', 'CONFIRMED', 'REFUSED')),
    constraint pay_out_is_decided_by_somebody_else check (decided_by <> proposed_by),
    constraint pay_out_decided_has_who_and_when
        check ((state = 'PROPOSED') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
    constraint pay_out_confirmed_has_its_money
        check ((state = 'CONFIRMED') = (journal_id is not null) and (journal_id is null) = (amount_fen is null)),
    constraint pay_out_paid_was_confirmed check (paid_at is null or state = 'CONFIRMED')
);

create unique index a_person_has_one_pay_out_to_decide on pay_out (person_id, cell) where state = 'PROPOSED';
create index pay_out_of_person on pay_out (person_id, pay_out_id);
