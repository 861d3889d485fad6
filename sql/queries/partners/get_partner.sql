-- One organisation.
SELECT p.*
FROM api.partners AS p
WHERE p.id = :partner::text;
