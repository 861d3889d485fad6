-- Whether the reader follows the award: no row, no such thing.
SELECT true AS _visible
WHERE safer.follows_award(:award::uuid);
