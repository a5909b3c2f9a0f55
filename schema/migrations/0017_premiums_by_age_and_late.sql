-- What was ordered before covers its year from the first day, at the one amount there was.
alter table premium_order
    add column cover_from date,
    add column band text not null default '',
    add column wait_months smallint;

update premium_order
set cover_from = make_date(year, 1, 1);

alter table premium_order
    alter column cover_from set not null,
    alter column band drop default,
    add constraint a_premium_covers_days_of_its_year check (extract(year from cover_from) = year),
    add constraint nobody_waits_less_than_nothing check (wait_months >= 0);
