-- Whether the reader may see the meeting: no row, no such thing.
SELECT true AS _visible
FROM safer.meeting AS m
WHERE m.id = :meeting::uuid;
