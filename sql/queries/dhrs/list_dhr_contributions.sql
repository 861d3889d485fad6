-- What of the contributions to funds was given for a review, by day.
SELECT c.*, true AS _restricted
FROM api.dhr_contributions AS c
WHERE c.dhr = :dhr::uuid
ORDER BY c.received_on, c.contribution;
