-- Cancels a meeting; no row when there is none to see.
SELECT c.object, c.before
FROM safer.cancel_meeting(:meeting::uuid, :reason::text, :if_match::integer) AS c;
