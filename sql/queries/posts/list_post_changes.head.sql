-- Whether the reader may see the post: no row, no such thing.
SELECT true AS _visible
FROM safer.post AS p
WHERE p.id = :post::text;
