-- Erases what an audit event says about a person (subject, before, after); that it happened, and the hash chain
-- over it, remain. For the operator, on a data protection officer's request: no client can call it.
CREATE FUNCTION safer.erase_audit_details(event uuid)
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    UPDATE safer.audit_event AS e
    SET subject = NULL,
        before = NULL,
        after = NULL,
        detail_salt = NULL
    WHERE e.id = event;
END;
