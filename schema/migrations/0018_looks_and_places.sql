-- A till that asks who somebody is looks at her too (N-03); the institution and who sat there, in its own words.
alter table person_look add column institution_no integer;
alter table person_look add column operator text;
alter table person_look add constraint a_till_is_an_institutions check ((institution_no is null) = (operator is null));

-- The beneficiary's order is of donors (Q-20), so a quota that is set again takes the place the one before it had.
alter table aid_relation add column priority smallint not null default 0;
update aid_relation
set priority = quota.priority
from quota
where quota.cell = aid_relation.cell
and quota.relation_id = aid_relation.relation_id
and quota.state = 'active'
and quota.priority <> 0;
