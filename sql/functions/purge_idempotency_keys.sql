-- Forgets keys older than so many hours, never fewer than 24, and returns how many.
CREATE FUNCTION safer.purge_idempotency_keys(hours integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    purged bigint;
BEGIN
    DELETE FROM safer.idempotency_key AS k
    WHERE k.created_at < now() - make_interval(hours => greatest(hours, 24));
    GET DIAGNOSTICS purged = ROW_COUNT;
    RETURN purged;
END
$$;

ALTER FUNCTION safer.purge_idempotency_keys(integer) OWNER TO safer_rules;
