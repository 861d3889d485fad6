-- The reply stored for a key of the caller's client, as good as the first one was: the row's lock makes this
-- transaction one that wrote, so its COMMIT waits for a synchronous standby, which then has the reply and all before it.
CREATE FUNCTION safer.read_stored_reply(operation text, key text)
RETURNS TABLE (status integer, location text, body text)
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT k.status, k.location, k.body
    FROM safer.idempotency_key AS k
    WHERE k.issuer = nullif(current_setting('safer.issuer', true), '')
        AND k.client = nullif(current_setting('safer.client', true), '')
        AND k.operation = read_stored_reply.operation
        AND k.key = read_stored_reply.key
        AND k.status IS NOT NULL
    FOR KEY SHARE OF k;
END;

ALTER FUNCTION safer.read_stored_reply(text, text) OWNER TO safer_rules;
