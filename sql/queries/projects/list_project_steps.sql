-- The states a project went to, in order.
SELECT x.*
FROM api.project_steps AS x
WHERE x.project = :project::text
ORDER BY x.step;
