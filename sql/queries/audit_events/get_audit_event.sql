-- One event.
SELECT e.*
FROM api.audit_events AS e
WHERE e.id = :event::uuid;
