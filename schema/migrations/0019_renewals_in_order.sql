drop index quota_to_renew;
create index quota_to_renew on quota (valid_to, quota_id)
    where state = 'expired' and auto_renew and renewed_as is null;
