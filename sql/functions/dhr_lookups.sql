-- The events of readings of the list of reviews that looked for this one by a name it had, or has beside its
-- pseudonym: one of its aliases, or what its events say that it was called. Asked before these are erased.
CREATE FUNCTION safer.dhr_lookups(dhr_id uuid)
RETURNS uuid[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    names text[] := ARRAY(
        SELECT lower(n.name)
        FROM (
            SELECT a.alias AS name
            FROM safer.dhr_alias AS a
            WHERE a.dhr = dhr_id
            UNION
            SELECT v.value #>> '{}'
            FROM safer.audit_event AS e
            CROSS JOIN LATERAL (VALUES (e.before), (e.after)) AS s (said)
            CROSS JOIN LATERAL (VALUES ('lax $.pseudonym'::jsonpath), ('lax $.aliases[*]')) AS w (place)
            CROSS JOIN LATERAL jsonb_path_query(s.said::jsonb, w.place) AS v (value)
            WHERE e.object = dhr_id::text
                AND e.marking = 'dhr') AS n
        WHERE NOT EXISTS (
            SELECT
            FROM safer.dhr AS d
            WHERE d.id = dhr_id
                AND lower(d.pseudonym) = lower(n.name)));
BEGIN
    RETURN ARRAY(
        SELECT e.id
        FROM safer.audit_event AS e
        WHERE e.operation = 'list_dhrs'
            AND e.detail_salt IS NOT NULL
            AND EXISTS (
                SELECT
                FROM regexp_split_to_table(e.after ->> 'query', '&') AS p (pair)
                WHERE safer.decoded(split_part(p.pair, '=', 1)) = 'called'
                    AND lower(safer.decoded(substr(p.pair, strpos(p.pair, '=') + 1))) = ANY (names)));
END
$$;

ALTER FUNCTION safer.dhr_lookups(uuid) OWNER TO safer_rules;
