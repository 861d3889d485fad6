-- The change requests of an agreement, as they stood on a date, in the order they were made.
SELECT c.*
FROM safer.change_requests(:agreement::text, NULL, coalesce(:on::date, safer.today())) AS c
ORDER BY c.id;
