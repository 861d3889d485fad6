-- One version of the agreement with its headings and what was decided.
SELECT v.*
FROM api.csa_versions AS v
WHERE v.id = :version::text;
