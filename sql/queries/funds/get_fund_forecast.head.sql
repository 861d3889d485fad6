-- Whether the reader reads the whole fund: no row, no such thing.
SELECT true AS _visible
FROM safer.fund AS f
WHERE f.id = :fund::text
    AND f.id = ANY (safer.funds_read_whole());
