-- All meetings that the reader sees as events of a calendar.
SELECT e.*
FROM api.calendar_events AS e
ORDER BY e._starts_at, e.id;
