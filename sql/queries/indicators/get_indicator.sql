-- One indicator.
SELECT i.*
FROM api.indicators AS i
WHERE i.id = :indicator::text;
