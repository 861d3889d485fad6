-- Says what a bid has to answer; no row when there is no round to see.
SELECT s.object, s.before
FROM safer.set_criteria(:round::text, :criteria::jsonb, :if_match::integer) AS s;
