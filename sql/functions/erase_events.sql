-- Erases the details of these events that have any, and says how many had. For the operator.
CREATE FUNCTION safer.erase_events(events uuid[])
RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    erased bigint;
BEGIN
    UPDATE safer.audit_event AS e
    SET subject = NULL, before = NULL, after = NULL, detail_salt = NULL
    WHERE e.id = ANY (events) AND e.detail_salt IS NOT NULL;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;
