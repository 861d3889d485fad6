-- One load of observations.
SELECT l.*
FROM api.observation_loads AS l
WHERE l.id = :load::uuid;
