-- Refuses an agenda in which faults were found: the first hundred by line and column, or by pointer, and how many there
-- are. Does nothing when there are none.
CREATE FUNCTION safer.refuse_agenda_rows(form text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    faults bigint := (SELECT count(*) FROM pg_temp.agenda_fault);
    told jsonb;
BEGIN
    IF faults = 0 THEN
        RETURN;
    END IF;
    SELECT jsonb_agg(
        CASE form
            WHEN 'csv' THEN jsonb_strip_nulls(jsonb_build_object('line', f.line, 'column', CASE f.part
                WHEN 'meeting' THEN 'meeting_' || f.name WHEN 'paper' THEN 'paper_' || f.name ELSE f.name END))
            ELSE jsonb_build_object('pointer',
                concat('/items/' || f.item - 1, '/papers/' || f.paper - 1, '/' || f.name))
        END || jsonb_build_object('code', f.code, 'detail', f.sentence) ORDER BY f.line, f.part, f.name, f.code)
    INTO told
    FROM (
        SELECT n.*
        FROM pg_temp.agenda_fault AS n
        ORDER BY n.line, n.part, n.name, n.code
        LIMIT 100
    ) AS f;
    PERFORM safer.refuse('rows-refused', format('%s, so nothing was kept. Mend the rows, and send all of them again.',
        CASE faults WHEN 1 THEN 'There is a fault' ELSE format('There are %s faults', faults) END), NULL,
        jsonb_build_object('errors', told, 'faults', faults));
END
$$;

ALTER FUNCTION safer.refuse_agenda_rows(text) OWNER TO safer_rules;
