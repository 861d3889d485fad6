-- Seals the audit events of finished transactions, in order, each hash over the one before, and returns how many.
-- At most 10,000 at a time; none while another session seals. Nothing a request waits for.
CREATE FUNCTION safer.seal_audit_events()
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    sealed_to xid8 := '0';
    head bytea := decode(repeat('00', 32), 'hex');
    place bigint := 0;
    sealed bigint := 0;
    event safer.audit_event;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('["audit"]', 0)) THEN
        RETURN 0;
    END IF;
    SELECT s.sequence, s.hash, e.written_by
    INTO place, head, sealed_to
    FROM safer.audit_seal AS s
    JOIN safer.audit_event AS e ON e.id = s.event
    ORDER BY s.sequence DESC
    LIMIT 1;
    IF NOT FOUND THEN
        place := 0;
        head := decode(repeat('00', 32), 'hex');
        sealed_to := '0';
    ELSIF sealed_to >= pg_snapshot_xmax(pg_current_snapshot()) THEN
        sealed_to := '0'; -- restored into a younger cluster: transaction numbers say nothing about the order
    END IF;

    -- What is finished is asked of the snapshot that reads the events: by another, older one, an event written
    -- since would pass for one of a former cluster, and those of transactions before it would never be sealed.
    FOR event IN
        SELECT e.*
        FROM safer.audit_event AS e, pg_current_snapshot() AS seen
        WHERE e.written_by >= sealed_to
            AND (e.written_by < pg_snapshot_xmin(seen) OR e.written_by >= pg_snapshot_xmax(seen))
            AND e.written_by IS DISTINCT FROM pg_current_xact_id_if_assigned()
            AND NOT EXISTS (SELECT FROM safer.audit_seal AS s WHERE s.event = e.id)
        ORDER BY e.written_by, e.id
        LIMIT 10000
    LOOP
        place := place + 1;
        INSERT INTO safer.audit_seal (sequence, event, previous, hash)
        VALUES (place, event.id, head, safer.audit_hash(head, place, event))
        RETURNING hash INTO head;
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END
$$;

ALTER FUNCTION safer.seal_audit_events() OWNER TO safer_rules;
