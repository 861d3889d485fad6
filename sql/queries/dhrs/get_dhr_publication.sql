-- What the public is told of a review, or will be, for whom the review is known.
SELECT p.*, true AS _restricted
FROM api.dhr_publications AS p
JOIN safer.dhr AS d ON d.id = p.dhr
WHERE p.dhr = :dhr::uuid;
