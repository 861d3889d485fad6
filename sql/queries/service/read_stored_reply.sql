-- The reply stored for a key of the caller's client; its COMMIT says that it is kept wherever the first one was.
-- $1 operation, $2 key
SELECT r.status, r.location, r.body
FROM safer.read_stored_reply($1::text, $2::text) AS r;
