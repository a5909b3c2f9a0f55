-- What registers, papers and reviews say of who is whose family; how two people are related is inferred (R-03).
-- kind: 1 subject is parent of object, 2 spouses, 3 subject is guardian of object. nature: 1 birth, 2 adoption,
-- 3 a step-parent who brought the child up (R-05), 4 marriage, 5 named by a court. A fact is never changed: what turns out
-- otherwise is ended. Spouses stand once, the lower person_id as subject.
create table kinship_fact (
    fact_id bigint not null,
    kind smallint not null,
    nature smallint not null,
    subject_id bigint not null,
    object_id bigint not null,
    evidence text not null,
    source text not null,
    valid_from date not null,
    valid_to date,
    recorded_at timestamptz not null,
    constraint kinship_fact_pkey primary key (fact_id),
    constraint kinship_fact_kind_is_known check (kind between 1 and 3),
    constraint kinship_fact_nature_is_known check (nature between 1 and 5),
    constraint kinship_fact_is_of_two_people check (subject_id <> object_id),
    constraint kinship_fact_evidence_is_known check (evidence in ('register', 'certificate', 'review', 'declaration')),
    constraint spouses_stand_once check (kind <> 2 or subject_id < object_id)
);

create unique index kinship_fact_stands_once on kinship_fact (subject_id, object_id, kind) where valid_to is null;
create index kinship_fact_of_subject on kinship_fact (subject_id);
create index kinship_fact_of_object on kinship_fact (object_id);
