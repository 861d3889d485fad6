-- Ends the time of who chairs a review; no row when there is none to know of.
SELECT c.object, c.before
FROM safer.end_dhr_chair(:dhr::uuid, :to_on::date, :if_match::integer) AS c;
