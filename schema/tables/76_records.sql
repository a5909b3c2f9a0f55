-- What concerns a person's money, in that person's cell, newest first: a page of history is a range of this key. Written with the notices, from the same
-- facts, so that a payment writes nothing more. side: donor, beneficiary, owner. facts: as in `notice`; what only the
-- person may read stands in the rows they came of, and is read from there.
create table person_record (
    cell smallint not null,
    person_id bigint not null,
    fact_id bigint not null,
    side text not null,
    happening smallint not null,
    happened_at timestamptz not null,
    facts jsonb not null,
    constraint person_record_pkey primary key (person_id, fact_id, side, cell),
    constraint person_record_side_is_known check (side in ('donor', 'beneficiary', 'owner'))
);
