-- Whether the reader reads the whole fund: no row, no such thing.
SELECT true AS _visible
WHERE :fund::text = ANY (safer.funds_read_whole());
