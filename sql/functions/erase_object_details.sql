-- Erases what audit events and stored replies have of an object.
CREATE FUNCTION safer.erase_object_details(object_id text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE safer.audit_event AS e
    SET subject = NULL, before = NULL, after = NULL, detail_salt = NULL
    WHERE e.object = object_id
        AND e.detail_salt IS NOT NULL;
    DELETE FROM safer.idempotency_key AS k WHERE strpos(k.body, object_id) > 0;
END
$$;
