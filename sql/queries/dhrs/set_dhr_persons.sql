-- Says what is counted of the people a review is about; no row when there is none to know of.
SELECT s.object, s.before
FROM safer.set_dhr_persons(:dhr::uuid, :persons::jsonb, :if_match::integer) AS s;
