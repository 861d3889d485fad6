-- Forgets keys older than so many hours (never fewer than 24): how many.
-- $1 hours
SELECT safer.purge_idempotency_keys($1::integer) AS purged;
