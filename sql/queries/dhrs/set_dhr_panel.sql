-- Says which agencies are on the panel of a review; no row when there is none to know of.
SELECT s.object, s.before
FROM safer.set_dhr_panel(:dhr::uuid, :members::jsonb, :name_marks::jsonb, :name_key::text, :if_match::integer) AS s;
