-- A line of a batch, which is a pair of provinces of clearing_sheet, that one of the two disputes while the batch is being
-- confirmed (C-13). The batch asks nobody to pay it; the first batch made after it was solved takes its rows of clearing_line again.
-- province: whose dispute it is. red_on: the first day it is on the red list. ending: WITHDRAWN by that province or DECIDED by the nation.
create table clearing_dispute (
    dispute_id bigint not null,
    batch_month integer not null,
    payer_province integer not null,
    payee_province integer not null,
    province integer not null,
    reason text not null,
    evidence_hash bytea not null,
    opened_at timestamptz not null,
    red_on date not null,
    opened_by bigint not null,
    work_item_id bigint not null,
    solved_at timestamptz,
    ending text,
    note text,
    solved_by bigint,
    taken_by integer,
    constraint clearing_dispute_pkey primary key (dispute_id),
    constraint a_line_of_a_batch_is_disputed_once unique (batch_month, payer_province, payee_province),
    constraint a_line_is_disputed_by_one_of_its_provinces check (province in (payer_province, payee_province)),
    constraint clearing_dispute_ending_is_known check (ending in ('WITHDRAWN', 'DECIDED')),
    constraint who_solves_a_dispute_says_why check (num_nulls(solved_at, ending, note, solved_by) in (0, 4)),
    constraint what_was_disputed_enters_a_later_batch
        check (taken_by is null or (solved_at is not null and taken_by > batch_month))
);

create index clearing_dispute_open on clearing_dispute (dispute_id) where solved_at is null;
create index clearing_dispute_waiting on clearing_dispute (batch_month) where taken_by is null;
create index clearing_dispute_taken on clearing_dispute (taken_by);

-- What a batch has paid: its matrix without the lines in dispute.
create view cleared_line as
    select batch_month,
           payer_pool,
           payee_pool,
           month,
           business,
           payer_province,
           payee_province,
           items,
           amount_fen
    from clearing_line as line
    where not exists (
        select
        from clearing_dispute as dispute
        where dispute.batch_month = line.batch_month
        and dispute.payer_province = line.payer_province
        and dispute.payee_province = line.payee_province
    );

-- A year of which every item is in a batch that all provinces have confirmed (C-09).
create table clearing_year (
    year integer not null,
    closed_at timestamptz not null,
    closed_by bigint not null,
    constraint clearing_year_pkey primary key (year)
);

grant select, insert, update on clearing_dispute to gongji_app;
grant select on cleared_line to gongji_app;
grant select, insert on clearing_year to gongji_app;
