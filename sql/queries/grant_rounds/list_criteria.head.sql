-- Whether the reader may see the round: no row, no such thing.
SELECT true AS _visible
FROM safer.grant_round AS r
WHERE r.id = :round::text;
