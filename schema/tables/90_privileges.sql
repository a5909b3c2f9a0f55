-- The program may add to the past and read it, never change it.
grant usage on schema public to gongji_app;
grant usage on sequence identifier_sequence to gongji_app;
grant select on fee_line to gongji_app;
grant select, insert on transfer, settlement, fee_lines, fact, request, cancellation, quota_change, monthly_credit,
    policy_set to gongji_app;
grant select, insert, update on person, insured_relation, spender, pool, institution, operator_sign_in, catalogue_item,
    account, aid_relation, donor_relation, quota, visit, visit_charge, work_item to gongji_app;
grant select, insert, delete on person_key, trial, visit_diagnosis to gongji_app;
grant delete on visit_charge to gongji_app;
grant select, insert on wallet_transfer, wallet_move, life_event, consent, person_look, api_answer, kinship_fact, access_token, staff, staff_grant, aid_invitation
    to gongji_app;
grant update on wallet_transfer, kinship_fact, access_token, staff, staff_grant, aid_invitation, consent to gongji_app;
grant delete on api_answer to gongji_app;
grant select, insert, update on mandate to gongji_app;
grant select, insert, update on notice to gongji_app;
grant select, update on notice_position to gongji_app;
grant select, insert on person_record to gongji_app;
grant select, insert on premium_order, premium_part to gongji_app;
grant update on premium_order to gongji_app;
grant select, insert, update on job_run to gongji_app;
grant select, insert, update on complaint, correction to gongji_app;
grant select, insert on complaint_text, correction_move to gongji_app;
grant select, insert on interest_credit to gongji_app;
grant select, insert, update on pay_out to gongji_app;
grant update on person_key to gongji_app;
grant select, insert, update on identity_change, person_merge to gongji_app;
grant select, insert, delete on pay_code to gongji_app;
grant select, insert on pay_code_use to gongji_app;
grant select, insert on clearing_day, clearing_day_pair to gongji_app;
grant select, insert, update on clearing_month_pair, clearing_batch, clearing_confirmation, clearing_notice to gongji_app;
grant select, insert, delete on clearing_line, clearing_sheet to gongji_app;
grant select, insert, update on clearing_answer, clearing_mismatch, clearing_held to gongji_app;
grant select, insert on statement_day to gongji_app;
grant select, insert, update on statement_month, statement to gongji_app;
grant select, insert, update on prefund_change to gongji_app;
grant select, insert on institution_check to gongji_app;
grant select, insert, delete on institution_file, clearing_reminder to gongji_app;
grant select, insert, update on clearing_dispute to gongji_app;
grant select on cleared_line to gongji_app;
grant select, insert on clearing_year to gongji_app;
