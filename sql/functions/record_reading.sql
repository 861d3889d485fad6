-- Writes down that the caller was shown what is restricted: which object, however its id was written, or what was asked for.
CREATE FUNCTION safer.record_reading(id uuid, operation text, object text, asked json)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    salt uuid := gen_random_uuid();
    subject text := nullif(current_setting('safer.subject', true), '');
BEGIN
    INSERT INTO safer.audit_event (id, issuer, client, subject, partner, operation, object, request_id, marking,
        after, detail_salt, detail_sha256)
    VALUES (record_reading.id, nullif(current_setting('safer.issuer', true), ''),
        nullif(current_setting('safer.client', true), ''), subject,
        nullif(current_setting('safer.partner', true), ''), record_reading.operation, lower(record_reading.object),
        nullif(current_setting('safer.request', true), ''),
        safer.audit_marking(record_reading.operation, 'restricted'), asked, salt,
        safer.audit_detail_sha256(salt, subject, NULL, asked));
END
$$;

ALTER FUNCTION safer.record_reading(uuid, text, text, json) OWNER TO safer_rules;
