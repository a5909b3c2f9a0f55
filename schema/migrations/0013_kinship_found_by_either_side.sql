create index kinship_fact_of_subject on kinship_fact (subject_id);
