-- Whether the reader may see the paper: no row, no such thing.
SELECT true AS _visible
FROM safer.paper AS p
WHERE p.id = :paper::uuid;
