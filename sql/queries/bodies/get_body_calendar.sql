-- The meetings of a body as events of a calendar.
SELECT e.*
FROM api.calendar_events AS e
WHERE e._body = :body::text
ORDER BY e._starts_at, e.id;
