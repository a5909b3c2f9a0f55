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
