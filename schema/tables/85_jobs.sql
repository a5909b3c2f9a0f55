-- Every run of a job, by the clock or by hand. as_of: the moment of business it worked for.
create table job_run (
    run_id bigint generated always as identity,
    name text not null,
    as_of timestamptz not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    done integer not null default 0,
    error text,
    constraint job_run_pkey primary key (run_id)
);

create index job_run_of_job on job_run (name, run_id);
