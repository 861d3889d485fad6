-- Whether the reader may see the item: no row, no such thing.
SELECT true AS _visible
FROM safer.item AS i
WHERE i.id = :item::uuid;
