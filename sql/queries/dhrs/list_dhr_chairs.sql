-- Who chaired a review, in order.
SELECT c.*, true AS _restricted
FROM api.dhr_chairs AS c
WHERE c.dhr = :dhr::uuid
ORDER BY c.place;
