-- What is held of the account of an issuer that acted, in the order it acted, 1,000 lines after this event: each event
-- with its details and the reply that was stored with it. For the operator: saferd find subject.
CREATE FUNCTION safer.find_subject(issuer text, subject text, after_event uuid)
RETURNS TABLE (event uuid, held json)
LANGUAGE sql
STABLE
BEGIN ATOMIC
    SELECT e.id,
        json_build_object('event', e.id, 'recorded_at', e.recorded_at, 'issuer', e.issuer, 'client', e.client,
            'subject', e.subject, 'partner', e.partner, 'operation', e.operation, 'object', e.object,
            'request_id', e.request_id, 'before', e.before, 'after', e.after,
            'stored_reply', (
                SELECT k.body
                FROM safer.idempotency_key AS k
                WHERE (k.issuer, k.client, k.operation, k.created_at) = (e.issuer, e.client, e.operation, e.recorded_at)
                LIMIT 1))
    FROM safer.audit_event AS e
    WHERE e.issuer = find_subject.issuer
        AND e.subject = find_subject.subject
        AND (after_event IS NULL OR e.id > after_event)
    ORDER BY e.id
    LIMIT 1000;
END;
