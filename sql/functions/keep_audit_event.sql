-- Trigger: an audit event is never changed; only its details can be erased, all of them and the salt with them.
CREATE FUNCTION safer.keep_audit_event()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    erased safer.audit_event := OLD;
BEGIN
    erased.subject := NULL;
    erased.before := NULL;
    erased.after := NULL;
    erased.detail_salt := NULL;
    IF row_to_json(NEW)::text <> row_to_json(erased)::text THEN
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = 'safer.audit_event is append-only: its details can be erased, nothing can be changed';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER audit_event_keep
BEFORE UPDATE ON safer.audit_event
FOR EACH ROW EXECUTE FUNCTION safer.keep_audit_event();
