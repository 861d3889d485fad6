-- Refuses a load whose staged rows cannot all be kept: the first hundred faults by line, and how many there are.
CREATE FUNCTION safer.refuse_observation_rows(form text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    faults bigint;
    told jsonb;
BEGIN
    SELECT sum(CASE WHEN s.fault IS NOT NULL THEN 1 ELSE
            (p.indicator IS NULL)::integer + (p.area IS NULL)::integer + (p.provisional IS NULL)::integer
            + (NOT coalesce(safer.is_kept_value(p.value, i.kind), p.value IS NOT NULL))::integer
            + (k.starts_on IS NULL OR coalesce(k.frequency <> i.frequency, false)
                OR coalesce(i.frequency = 'year' AND k.year <> i.year, false))::integer
            END + (p.repeats IS NOT NULL)::integer)
    INTO faults
    FROM pg_temp.observation_parsed AS p
    JOIN pg_temp.observation_staging AS s ON s.line = p.line
    LEFT JOIN safer.indicator AS i ON i.id = s.indicator
    LEFT JOIN pg_temp.observation_period AS k ON k.period = s.period
    WHERE NOT p.sound
        OR p.repeats IS NOT NULL;
    SELECT jsonb_agg(
        CASE form
            WHEN 'csv' THEN jsonb_strip_nulls(jsonb_build_object('line', f.line, 'column', f.in_column))
            ELSE jsonb_build_object('pointer', concat('/items/', f.line - 1, '/' || f.in_column))
        END || jsonb_build_object('code', f.code, 'detail', f.sentence) ORDER BY f.line, f.place)
    INTO told
    FROM (
        SELECT n.*
        FROM safer.observation_faults(form) AS n
        ORDER BY n.line, n.place
        LIMIT 100
    ) AS f;
    PERFORM safer.refuse('rows-refused', format('%s, so nothing was kept. Mend the rows, and send all of them again.',
        CASE faults WHEN 1 THEN 'There is a fault' ELSE format('There are %s faults', faults) END), NULL,
        jsonb_build_object('errors', told, 'faults', faults));
END
$$;

ALTER FUNCTION safer.refuse_observation_rows(text) OWNER TO safer_rules;
