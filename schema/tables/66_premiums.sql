-- A premium somebody pays for a relative, or for herself (B-07), in the cell of the person it insures. state: RESERVED and
-- SENT_TO_TAX while it waits, then PAID, FAILED (the tax office said no) or EXPIRED (it never answered); REFUNDING, REFUNDED.
-- pool: whose fund gets it. cash_fen is paid at the tax office; all else are its parts. told_key: the teller's own number.
-- cover_from: the first day it insures somebody on. band: the name of what she paid by, '' where there is one amount (B-01).
-- wait_months: from the order to cover where it came late, else empty (B-03).
create table premium_order (
    cell smallint not null,
    order_id bigint not null,
    person_id bigint not null,
    payer_id bigint not null,
    scheme smallint not null,
    year smallint not null,
    pool integer not null,
    amount_fen bigint not null,
    cash_fen bigint not null,
    told_key text not null,
    policy_id bigint not null,
    state text not null,
    ordered_at timestamptz not null,
    cover_from date not null,
    band text not null,
    wait_months smallint,
    sent_at timestamptz,
    paid_at timestamptz,
    ended_at timestamptz,
    receipt text not null,
    reason text not null,
    constraint premium_order_pkey primary key (order_id, cell),
    constraint premium_order_is_told_once unique (person_id, told_key, cell),
    constraint premium_scheme_is_known check (scheme in (390, 410)),
    constraint premium_cash_is_a_part_of_it check (cash_fen between 0 and amount_fen and amount_fen > 0),
    constraint a_premium_covers_days_of_its_year check (extract(year from cover_from) = year),
    constraint nobody_waits_less_than_nothing check (wait_months >= 0),
    constraint premium_state_is_known
        check (state in ('RESERVED', 'SENT_TO_TAX', 'PAID', 'REFUNDING', 'REFUNDED', 'FAILED', 'EXPIRED'))
);

create unique index a_premium_is_paid_once
    on premium_order (person_id, scheme, year, cell)
    where state in ('RESERVED', 'SENT_TO_TAX', 'PAID', 'REFUNDING');
create index premium_order_of_person on premium_order (person_id, order_id);
create index premium_order_waiting on premium_order (order_id)
    where state in ('RESERVED', 'SENT_TO_TAX', 'REFUNDING');

-- What one account pays of an order: where it came from, and where it is held until it is decided. quota_id and lot_id, the
-- transfer it came by, are empty for the person's own account. The journal with the order's number filled the held accounts.
create table premium_part (
    cell smallint not null,
    order_id bigint not null,
    line smallint not null,
    quota_id bigint,
    owner_id bigint not null,
    book integer not null,
    source_account bigint not null,
    held_account bigint not null,
    amount_fen bigint not null,
    lot_id bigint,
    constraint premium_part_pkey primary key (order_id, line, cell),
    constraint premium_part_pays_something check (amount_fen > 0),
    constraint premium_part_has_one_source check (quota_id is null or lot_id is null)
);
