-- The title of a body's calendar: no row, no such body.
SELECT b.title
FROM safer.body AS b
WHERE b.id = :body::text;
