-- Whether the reader may see the fund: no row, no such thing.
SELECT true AS _visible
FROM safer.fund AS f
WHERE f.id = :fund::text;
