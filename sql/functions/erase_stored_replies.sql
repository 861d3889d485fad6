-- Erases the replies stored by the requests that wrote these events, and those that say this id; how many. Their keys
-- stay used, so that nothing runs twice, and no longer tell what they were used for. For the operator.
CREATE FUNCTION safer.erase_stored_replies(events uuid[], said text)
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    erased bigint;
BEGIN
    UPDATE safer.idempotency_key AS k
    SET body = NULL,
        location = NULL,
        request_sha256 = repeat('0', 64),
        erased_at = now()
    WHERE k.erased_at IS NULL
        AND k.status IS NOT NULL
        AND (position(said IN concat_ws(' ', k.location, k.body)) > 0
            -- A key and its request's event are of one transaction, whose time both have.
            OR (k.issuer, k.client, k.operation, k.created_at) IN (
                SELECT e.issuer, e.client, e.operation, e.recorded_at
                FROM safer.audit_event AS e
                WHERE e.id = ANY (events)));
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;
