-- Whether the review is published and shown: no row, no such thing.
SELECT true AS _visible
FROM api.published_dhrs AS p
WHERE p.id = :published_dhr::uuid;
