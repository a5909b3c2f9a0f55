call make_partitions('transfer', date '2026-01-01', date '2030-12-31');
call make_partitions('fact', date '2026-01-01', date '2030-12-31');
call make_partitions('settlement', date '2026-01-01', date '2030-12-31');
call make_partitions('fee_lines', date '2026-01-01', date '2030-12-31');
