create index correction_of_pool on correction (pool, correction_id);
