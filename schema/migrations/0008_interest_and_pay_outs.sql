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
        when 8 then 'interest'
        when 9 then 'paid_out'
    end || case when account / 10000000000000 in (1, 2) then
        ':' || account / 10000000 % 1000000
        || ':' || account / 10 % 1000000
        || ':' || (array['aid', 'care', 'premium', 'move'])[(account % 10)::int]
    else '' end
$$;

-- A person's money through time, for interest and for statements. Shared accounts have no such history to look up.
create index transfer_out_of on transfer (debit_account) where debit_account >= 1000000000000000;
create index transfer_into on transfer (credit_account) where credit_account >= 1000000000000000;

-- Interest of a person's account in a pool, once for every day (W-38): from_day to before to_day. rates: the yearly rates that held,
-- in 1/10,000, of spans that make up the days: from_day, to_day, current, carried. day_basis: the days a year counts.
-- accrued_e4: what it came to, in 1/10,000 fen, rounded down; the journal brought it in whole fen, half up; empty where
-- that is nothing. A row without days says that nothing was to be had before to_day.
create table interest_credit (
    cell smallint not null,
    person_id bigint not null,
    pool integer not null,
    from_day date not null,
    to_day date not null,
    day_basis smallint not null,
    rates jsonb not null,
    accrued_e4 bigint not null,
    amount_fen bigint not null,
    journal_id bigint,
    constraint interest_is_credited_once primary key (person_id, pool, to_day, cell),
    constraint interest_is_of_days_in_order check (from_day <= to_day),
    constraint interest_comes_by_a_journal check ((amount_fen > 0) = (journal_id is not null) and amount_fen >= 0)
);

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

grant select, insert on interest_credit to gongji_app;
grant select, insert, update on pay_out to gongji_app;
