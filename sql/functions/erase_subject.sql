-- Erases what is held of the account of an issuer that acted: the details of its events and the replies to it. Where, and
-- how many rows. That something was done, and the hash chain over it, remain. For the operator: saferd erase subject.
CREATE FUNCTION safer.erase_subject(issuer text, subject text)
RETURNS TABLE (place text, erased bigint)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    events uuid[] := ARRAY(
        SELECT e.id
        FROM safer.audit_event AS e
        WHERE e.subject = erase_subject.subject AND e.issuer = erase_subject.issuer);
    places text[] := ARRAY['idempotency_key', 'audit_event'];
    counts bigint[];
BEGIN
    counts := ARRAY[safer.erase_stored_replies(events, NULL), safer.erase_events(events)];
    PERFORM safer.record_erasure('erase_subject', NULL, places, counts);
    RETURN QUERY SELECT u.place, u.erased FROM unnest(places, counts) AS u (place, erased);
END
$$;
