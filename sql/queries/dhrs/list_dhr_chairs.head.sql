-- Whether the caller knows of the review: no row, no such thing.
SELECT true AS _visible, true AS _restricted
FROM safer.dhr AS d
WHERE d.id = :dhr::uuid;
