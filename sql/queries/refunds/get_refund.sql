-- One refund.
SELECT r.*
FROM api.grant_refunds AS r
WHERE r.id = :refund::uuid;
