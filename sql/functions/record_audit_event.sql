-- Writes down who did what: the caller as the claims have it, the object, what it was before and is after. Of a review
-- of which something is erased, what that was takes the place of what is left, or it would have to be erased the next time.
CREATE FUNCTION safer.record_audit_event(id uuid, operation text, object text, before json, after json)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    salt uuid := gen_random_uuid();
    subject text := nullif(current_setting('safer.subject', true), '');
BEGIN
    IF operation = 'erase_dhr' THEN
        after := before;
        before := NULL;
    END IF;
    INSERT INTO safer.audit_event (id, issuer, client, subject, partner, operation, object, request_id, marking,
        before, after, detail_salt, detail_sha256)
    VALUES (record_audit_event.id, nullif(current_setting('safer.issuer', true), ''),
        nullif(current_setting('safer.client', true), ''), subject,
        nullif(current_setting('safer.partner', true), ''), record_audit_event.operation,
        record_audit_event.object, nullif(current_setting('safer.request', true), ''),
        safer.audit_marking(record_audit_event.operation, NULL), record_audit_event.before, record_audit_event.after, salt,
        safer.audit_detail_sha256(salt, subject, record_audit_event.before, record_audit_event.after));
END
$$;

ALTER FUNCTION safer.record_audit_event(uuid, text, text, json, json) OWNER TO safer_rules;
