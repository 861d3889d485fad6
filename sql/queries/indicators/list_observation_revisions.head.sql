-- Whether the reader may see the indicator: no row, no such thing.
SELECT true AS _visible
FROM safer.indicator AS i
WHERE i.id = :indicator::text;
