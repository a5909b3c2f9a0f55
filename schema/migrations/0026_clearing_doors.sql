-- institution_no: for whom somebody speaks who is no body's staff but a hospital's or pharmacy's; region is then its pool.
alter table staff_grant add column institution_no integer;
alter table staff_grant drop constraint staff_grant_role_is_known;
alter table staff_grant add constraint staff_grant_role_is_known
    check (role in ('clerk', 'checker', 'operator', 'national', 'institution'));
alter table staff_grant add constraint who_speaks_for_an_institution_names_it
    check ((role = 'institution') = (institution_no is not null));

create index clearing_line_of_payee on clearing_line (batch_month, payee_pool, payer_pool, month, business);

create index clearing_notice_of_payer on clearing_notice (payer, batch_month, number);
create index clearing_notice_of_payee on clearing_notice (payee, batch_month, number);
create index clearing_notice_to_pay on clearing_notice (payer, due_on, number) where state = 'RELEASED';

drop index statement_of_institution;
create index statement_of_institution on statement (institution_no, statement_id);
create index statement_to_pay on statement (pool, statement_id) where state = 'RELEASED';

create index prefund_change_of_payer on prefund_change (payer_province, change_id);
