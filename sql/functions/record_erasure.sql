-- Writes down that an operator erased something: of which object, or none where that would say who it was, and how much.
CREATE FUNCTION safer.record_erasure(operation text, object text, places text[], counts bigint[])
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    IF (SELECT sum(c) FROM unnest(counts) AS c) > 0 THEN
        PERFORM safer.record_audit_event(safer.new_uuid(), operation, object, NULL,
            (SELECT json_object_agg(u.place, u.erased ORDER BY u.number)
            FROM unnest(places, counts) WITH ORDINALITY AS u (place, erased, number)
            WHERE u.erased > 0));
    END IF;
END
$$;
