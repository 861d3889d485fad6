-- What of an award came back, in the order it was posted.
SELECT r.*
FROM api.grant_refunds AS r
WHERE r.award = :award::uuid
ORDER BY r.id;
