-- Whether the reader sees who belongs to the body: no row, no such thing.
SELECT true AS _visible
WHERE :body::text IN (SELECT b.body FROM safer.bodies_shown() AS b (body))
    OR :body::text IN (SELECT k.body FROM safer.bodies_kept() AS k (body));
