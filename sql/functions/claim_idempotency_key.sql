-- Claims a key for one request of the caller's client. Refused while another request holds it, when it was used for
-- another body, and when its reply was erased; SQLSTATE SF002 says that the reply is stored already and is to be read
-- instead.
CREATE FUNCTION safer.claim_idempotency_key(operation text, key text, request_sha256 text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    caller_issuer text := nullif(current_setting('safer.issuer', true), '');
    caller_client text := nullif(current_setting('safer.client', true), '');
    stored text;
    erased timestamptz;
BEGIN
    IF caller_issuer IS NULL OR caller_client IS NULL THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no client, so it cannot keep a key.');
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtextextended(json_build_array('idempotency', caller_issuer, caller_client,
        claim_idempotency_key.operation, claim_idempotency_key.key)::text, 0)) THEN
        PERFORM safer.refuse('idempotency-key-in-use',
            'A request with this Idempotency-Key is being answered at this moment. Try again in a second.');
    END IF;

    SELECT k.request_sha256, k.erased_at
    INTO stored, erased
    FROM safer.idempotency_key AS k
    WHERE k.issuer = caller_issuer
        AND k.client = caller_client
        AND k.operation = claim_idempotency_key.operation
        AND k.key = claim_idempotency_key.key;
    IF erased IS NOT NULL THEN
        PERFORM safer.refuse('idempotency-reply-erased',
            'This Idempotency-Key was used for a request that was carried out; the reply to it has been erased since.'
            ' Nothing was done again.');
    ELSIF stored = claim_idempotency_key.request_sha256 THEN
        RAISE EXCEPTION USING ERRCODE = 'SF002', MESSAGE = 'the reply to this key is stored';
    ELSIF stored IS NOT NULL THEN
        PERFORM safer.refuse('idempotency-key-reused',
            'This Idempotency-Key was used for another request. Use a new key for a new request.');
    END IF;

    INSERT INTO safer.idempotency_key (issuer, client, operation, key, request_sha256)
    VALUES (caller_issuer, caller_client, claim_idempotency_key.operation, claim_idempotency_key.key,
        claim_idempotency_key.request_sha256);
END
$$;

ALTER FUNCTION safer.claim_idempotency_key(text, text, text) OWNER TO safer_rules;
