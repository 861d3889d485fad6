-- Whether the reader sees who will come to the meeting: no row, no such thing.
SELECT true AS _visible
FROM safer.meeting AS m
WHERE m.id = :meeting::uuid
    AND (m.body IN (SELECT b.body FROM safer.bodies_joined() AS b (body))
        OR m.body IN (SELECT k.body FROM safer.bodies_kept() AS k (body)));
