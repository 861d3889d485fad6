-- Erases parts of a review; no row when there is none to know of.
SELECT e.object, e.before
FROM safer.erase_dhr(:dhr::uuid, ARRAY(SELECT jsonb_array_elements_text(:parts::jsonb)), :if_match::integer) AS e;
