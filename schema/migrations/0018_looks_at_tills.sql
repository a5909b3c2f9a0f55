-- A till that asks who somebody is looks at her too (N-03); the institution and who sat there, in its own words.
alter table person_look add column institution_no integer;
alter table person_look add column operator text;
alter table person_look add constraint a_till_is_an_institutions check ((institution_no is null) = (operator is null));
