-- Whether the reader may see the agreement: no row, no such thing.
SELECT true AS _visible
FROM safer.agreement AS a
WHERE a.id = :agreement::text;
