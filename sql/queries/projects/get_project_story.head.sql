-- Whether the reader may see the project: no row, no such thing.
SELECT true AS _visible
FROM safer.project AS p
WHERE p.id = :project::text;
