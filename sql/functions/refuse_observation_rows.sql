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
    SELECT max(f.of_all), jsonb_agg(
        CASE form
            WHEN 'csv' THEN jsonb_strip_nulls(jsonb_build_object('line', f.line, 'column', f.in_column))
            ELSE jsonb_build_object('pointer', concat('/items/', f.line - 1, '/' || f.in_column))
        END || jsonb_build_object('code', f.code, 'detail', f.sentence) ORDER BY f.line, f.place)
    INTO faults, told
    FROM (
        SELECT n.*, count(*) OVER () AS of_all
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
