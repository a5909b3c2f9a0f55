-- What was filed before has no such bound.
alter table clearing_day add column before_id bigint not null default 9223372036854775807;
alter table clearing_day alter column before_id drop default;

drop index clearing_held_waiting;
create index clearing_held_from on clearing_held (held_from, day);
