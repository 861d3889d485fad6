-- Ends a membership; no row when there is none to see.
SELECT e.object, e.before
FROM safer.end_membership(:membership::uuid, :to_on::date, :if_match::integer) AS e;
