alter table quota drop constraint quota_period_is_known;
alter table quota add constraint quota_period_is_known check (period_type in ('ANNUAL', 'OPEN', 'WHOLE'));

create index wallet_transfer_lots on wallet_transfer (transfer_id) where state = 'accepted';
