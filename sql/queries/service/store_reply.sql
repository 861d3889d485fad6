-- Stores the reply to the request that claimed the key in this transaction.
-- $1 operation, $2 key, $3 status, $4 location or NULL, $5 body
UPDATE safer.idempotency_key AS k
SET status = $3::integer,
    location = $4::text,
    body = $5::text
WHERE k.operation = $1::text
    AND k.key = $2::text
    AND k.status IS NULL;
