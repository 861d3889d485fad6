-- Looks at so many seals at the most after one that is known to be good (0 and 32 zero bytes: from the beginning): how
-- many there were, which was the last good one, and what is wrong with the next, if anything: a gap in the sequence, a
-- link that hangs on another hash, an event that is missing, details that are not those recorded, an event that is not
-- what was sealed.
CREATE FUNCTION safer.verify_audit_seals(after_sequence bigint, after_hash bytea, most integer)
RETURNS TABLE (looked_at bigint, sequence bigint, hash bytea, fault_at bigint, fault text)
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Each event is looked up by its id: to read them all for each part would take the square of the time.
SET enable_hashjoin = off
SET enable_mergejoin = off
BEGIN ATOMIC
    WITH part AS (
        SELECT s.*, after_sequence + row_number() OVER in_order AS place,
            lag(s.hash, 1, after_hash) OVER in_order AS expected
        FROM (
            SELECT a.sequence, a.event, a.previous, a.hash
            FROM safer.audit_seal AS a
            WHERE a.sequence > after_sequence
            ORDER BY a.sequence
            LIMIT most) AS s
        WINDOW in_order AS (ORDER BY s.sequence)
    ), judged AS (
        SELECT p.place, p.hash,
            CASE
                WHEN p.sequence <> p.place THEN 'gap'
                WHEN p.previous <> p.expected THEN 'link'
                WHEN e.id IS NULL THEN 'missing'
                WHEN e.detail_salt IS NULL AND num_nonnulls(e.subject, e.before, e.after) > 0 THEN 'details'
                WHEN e.detail_salt IS NOT NULL AND e.detail_sha256 IS DISTINCT FROM
                    safer.audit_detail_sha256(e.detail_salt, e.subject, e.before, e.after) THEN 'details'
                WHEN p.hash IS DISTINCT FROM safer.audit_hash(p.previous, p.sequence, e) THEN 'hash'
            END AS fault
        FROM part AS p
        LEFT JOIN safer.audit_event AS e ON e.id = p.event
    ), first_fault AS (
        SELECT j.place, j.fault
        FROM judged AS j
        WHERE j.fault IS NOT NULL
        ORDER BY j.place
        LIMIT 1
    ), last_good AS (
        SELECT j.place, j.hash
        FROM judged AS j
        WHERE j.place < coalesce((SELECT f.place FROM first_fault AS f), j.place + 1)
        ORDER BY j.place DESC
        LIMIT 1
    )
    SELECT (SELECT count(*) FROM judged), coalesce(g.place, after_sequence), coalesce(g.hash, after_hash), f.place,
        f.fault
    FROM (VALUES (1)) AS one (row)
    LEFT JOIN last_good AS g ON true
    LEFT JOIN first_fault AS f ON true;
END;

ALTER FUNCTION safer.verify_audit_seals(bigint, bytea, integer) OWNER TO safer_rules;
