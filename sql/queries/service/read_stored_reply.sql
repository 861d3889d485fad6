-- The reply stored for a key of the caller's client.
-- $1 operation, $2 key
SELECT k.status, k.location, k.body
FROM safer.idempotency_key AS k
WHERE k.operation = $1::text
    AND k.key = $2::text
    AND k.status IS NOT NULL;
