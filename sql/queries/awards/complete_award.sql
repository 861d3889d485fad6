-- Settles an award; no row when the caller does not follow it.
SELECT c.object, c.before
FROM safer.complete_award(:award::uuid, :completed_on::date, :if_match::integer) AS c;
