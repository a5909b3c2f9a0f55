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
