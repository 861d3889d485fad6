-- One project with all that belongs to it.
SELECT p.*
FROM api.projects AS p
WHERE p.id = :project::text;
