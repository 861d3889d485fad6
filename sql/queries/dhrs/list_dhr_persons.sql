-- What is counted of the people a review is about, in order.
SELECT p.*, true AS _restricted
FROM api.dhr_persons AS p
WHERE p.dhr = :dhr::uuid
ORDER BY p.place;
