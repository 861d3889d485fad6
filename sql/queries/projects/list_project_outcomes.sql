-- What a project is for, and what came of it, in its order.
SELECT x.*
FROM api.project_outcomes AS x
WHERE x.project = :project::text
ORDER BY x.place;
