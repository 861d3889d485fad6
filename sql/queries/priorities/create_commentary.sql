-- Keeps what is said about a priority and a quarter; no row when there is no such priority to see.
SELECT c.object, NULL::json AS before
FROM safer.create_commentary(:new_id::uuid, :priority::text, :quarter::text, :text::text) AS c (object)
WHERE c.object IS NOT NULL;
