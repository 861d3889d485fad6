-- Keeps the marks of the names that no text of a review may hold; no row when there is none to know of.
SELECT k.object, k.before
FROM safer.keep_dhr_names(:dhr::uuid, :name_marks::jsonb, :name_key::text, :if_match::integer) AS k;
