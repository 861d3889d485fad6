-- Whether there is such a body: no row, no such thing.
SELECT true AS _visible
FROM safer.body AS b
WHERE b.id = :body::text;
