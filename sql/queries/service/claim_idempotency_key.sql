-- Claims a key for this request; SF002 when the reply is stored already, a refusal when it cannot be had.
-- $1 operation, $2 key, $3 SHA-256 of the canonical request, lower-case hex
SELECT safer.claim_idempotency_key($1::text, $2::text, $3::text);
