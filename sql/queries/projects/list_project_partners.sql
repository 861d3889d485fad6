-- Who takes part in a project beside its lead, in its order.
SELECT x.*
FROM api.project_partners AS x
WHERE x.project = :project::text
ORDER BY x.place;
