-- The agencies on the panel of a review, in order.
SELECT p.*, true AS _restricted
FROM api.dhr_panel AS p
WHERE p.dhr = :dhr::uuid
ORDER BY p.place;
