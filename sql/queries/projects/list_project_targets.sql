-- What a project is to reach, and what it did, in its order.
SELECT x.*
FROM api.project_targets AS x
WHERE x.project = :project::text
ORDER BY x.place;
