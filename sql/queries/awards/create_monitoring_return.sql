-- Asks for one more return of an award; no row when the caller does not follow it.
SELECT c.object, NULL::json AS before
FROM safer.create_monitoring_return(:new_id::uuid, :award::uuid, :due_on::date) AS c (object)
WHERE c.object IS NOT NULL;
