-- Whether the reader may see the action: no row, no such thing.
SELECT true AS _visible
FROM safer.action AS a
WHERE a.id = :action::uuid;
