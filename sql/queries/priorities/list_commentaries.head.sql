-- Whether the reader may see the priority: no row, no such thing.
SELECT true AS _visible
FROM safer.priority AS p
WHERE p.id = :priority::text
    AND p.kind = 'priority';
