-- The sequence number of the first seal that does not fit: an event changed, missing or exchanged, details that
-- are not those recorded, a seal taken out or put in. NULL when the chain is whole.
CREATE FUNCTION safer.verify_audit_chain()
RETURNS bigint
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT min(c.place)
    FROM (
        SELECT row_number() OVER in_order AS place, s.sequence, s.previous, s.hash,
            lag(s.hash, 1, decode(repeat('00', 32), 'hex')) OVER in_order AS expected,
            e AS event
        FROM safer.audit_seal AS s
        LEFT JOIN safer.audit_event AS e ON e.id = s.event
        WINDOW in_order AS (ORDER BY s.sequence)
    ) AS c
    WHERE c.sequence <> c.place
        OR c.previous <> c.expected
        OR (c.event).id IS NULL
        OR c.hash IS DISTINCT FROM safer.audit_hash(c.previous, c.sequence, c.event)
        OR ((c.event).detail_salt IS NOT NULL
            AND (c.event).detail_sha256 IS DISTINCT FROM safer.audit_detail_sha256((c.event).detail_salt,
                (c.event).subject, (c.event).before, (c.event).after));
END;

ALTER FUNCTION safer.verify_audit_chain() OWNER TO safer_rules;
