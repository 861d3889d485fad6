-- Whether the caller may see who read the review: no row, no such thing.
SELECT true AS _visible, true AS _restricted
WHERE safer.is_dhr(:dhr::uuid);
