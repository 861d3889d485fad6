-- The account of a review, for who coordinates reviews.
SELECT a.*, true AS _restricted
FROM api.dhr_accounts AS a
WHERE a.dhr = :dhr::uuid
    AND safer.coordinates_dhrs();
