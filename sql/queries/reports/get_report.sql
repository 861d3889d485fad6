-- A report that was issued.
SELECT r.*
FROM api.reports AS r
WHERE r.id = :report::uuid;
