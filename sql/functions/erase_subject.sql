-- Erases what is held of the account of an issuer: the details of its events and the replies to it, that it is the
-- chair's of a review, and the details of events of reviews that say so. Where, and how many rows. That something was
-- done, and the hash chain over it, remain. For the operator: saferd erase subject.
CREATE FUNCTION safer.erase_subject(issuer text, subject text)
RETURNS TABLE (place text, erased bigint)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    events uuid[] := ARRAY(
        SELECT e.id
        FROM safer.audit_event AS e
        WHERE (e.subject = erase_subject.subject AND e.issuer = erase_subject.issuer)
            OR (e.marking = 'dhr'
                AND ((safer.says(e.before, ARRAY[erase_subject.subject])
                        AND safer.says(e.before, ARRAY[erase_subject.issuer]))
                    OR (safer.says(e.after, ARRAY[erase_subject.subject])
                        AND safer.says(e.after, ARRAY[erase_subject.issuer])))));
    places text[] := ARRAY['idempotency_key', 'audit_event', 'dhr_chair_account'];
    counts bigint[];
    reviews uuid[];
BEGIN
    WITH deleted AS (
        DELETE FROM safer.dhr_chair_account AS a
        WHERE a.subject = erase_subject.subject
            AND a.issuer = erase_subject.issuer
        RETURNING a.dhr
    )
    SELECT array_agg(x.dhr) INTO reviews FROM deleted AS x;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = ANY (reviews);
    counts := ARRAY[safer.erase_stored_replies(events, NULL), safer.erase_events(events),
        coalesce(cardinality(reviews), 0)];
    PERFORM safer.record_erasure('erase_subject', NULL, places, counts);
    RETURN QUERY SELECT u.place, u.erased FROM unnest(places, counts) AS u (place, erased);
END
$$;
