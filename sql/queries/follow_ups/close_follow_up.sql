-- Closes a follow-up; no row when there is none to see.
SELECT c.object, c.before
FROM safer.close_follow_up(:follow_up::uuid, :item::uuid, :reason::text, :if_match::integer) AS c;
