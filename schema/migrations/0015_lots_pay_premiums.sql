alter table account
    drop constraint account_kind_is_known,
    add constraint account_kind_is_known check (kind between 1 and 12);
alter table premium_part
    add column lot_id bigint,
    add constraint premium_part_has_one_source check (quota_id is null or lot_id is null);
