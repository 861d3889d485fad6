-- How long what is held is kept, and why: first what has a period, then the rest, by table.
SELECT r.*
FROM api.retention_rules AS r
WHERE (:table::text IS NULL OR r."table" = :table::text)
ORDER BY coalesce(r.months::text, r.setting) IS NULL, r."table", r.id;
