-- Accounts whose balance somebody defends: it is kept here and can never fall below zero. Shared accounts (payable,
-- receivable, institution, fund …) have no row: their number says what they are (see shared_account_name) and their
-- balance is a sum of transfers. kind: 1 current, 2 carried over, and the same two buckets of a quota (3, 4), an offer on its way
-- (5, 6), a lot that was accepted (7, 8), and what an order holds until it is decided (9, 10), of a lot (11, 12).
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
    constraint account_kind_is_known check (kind between 1 and 12),
    constraint account_not_overspent check (balance_fen >= 0)
) with (fillfactor = 80);

create index account_of_spender on account (spender_id);
create index account_set_aside on account (owner_id) where owner_id <> spender_id;

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

-- A person's money through time, for interest and for statements. Shared accounts have no such history to look up.
create index transfer_out_of on transfer (debit_account) where debit_account >= 1000000000000000;
create index transfer_into on transfer (credit_account) where credit_account >= 1000000000000000;

-- A shared account's number is decimal and readable: kind (1 digit), then
--   1 payable    counterparty pool (6), clearing month (6), business (1)    1 620100 202611 1
--   2 receivable counterparty pool (6), clearing month (6), business (1)
--   3 institution number (13)
--   4 pooled fund, 5 opening balances, 6 contributions, 7 suspense, 8 interest, 9 paid out to people  (13 zeros)
--   10 treasury (13 zeros), 11 owed to the province, 12 owed by the province: batch month (6)
--   13 collected from, 14 passed on to a pool, in its province's book: pool (6), batch month (6)
--   15 prefund to, 16 prefund from a province (6)
-- business: 1 aid, 2 care, 3 premium, 4 move. Real account identifiers are far above, so the two cannot meet.
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
        when 8 then 'interest'
        when 9 then 'paid_out'
        when 10 then 'treasury'
        when 11 then 'owed_to_province:' || account % 1000000
        when 12 then 'owed_by_province:' || account % 1000000
        when 13 then 'collected_from:' || account / 1000000 % 1000000 || ':' || account % 1000000
        when 14 then 'passed_on_to:' || account / 1000000 % 1000000 || ':' || account % 1000000
        when 15 then 'prefund_to:' || account % 1000000
        when 16 then 'prefund_from:' || account % 1000000
    end || case when account / 10000000000000 in (1, 2) then
        ':' || account / 10000000 % 1000000
        || ':' || account / 10 % 1000000
        || ':' || (array['aid', 'care', 'premium', 'move'])[(account % 10)::int]
    else '' end
$$;
