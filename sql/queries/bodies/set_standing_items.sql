-- Says what stands on each agenda of a body; no row when there is none.
SELECT s.object, s.before
FROM safer.set_standing_items(:body::text, :items::jsonb, :if_match::integer) AS s;
