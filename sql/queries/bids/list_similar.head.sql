-- Whether the reader may see the bid: no row, no such thing.
SELECT true AS _visible
FROM safer.bid AS b
WHERE b.id = :bid::uuid;
