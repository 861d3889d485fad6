-- Reads what is staged into pg_temp.agenda_cell, a row for each cell that says something, and pg_temp.agenda_item, a
-- row for each item: what it says, and which item here it is (known). pg_temp.agenda_fault has what is wrong, and
-- pg_temp.agenda_outcome is for what becomes of each.
CREATE FUNCTION safer.read_staged_agenda(form text, meeting jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
    CREATE TEMPORARY TABLE agenda_cell ON COMMIT DROP AS
    SELECT c.*, safer.agenda_value(c.name, c.said) AS value
    FROM safer.agenda_cells(form, meeting) AS c
    -- More rows than any agenda has are not read at all.
    WHERE (SELECT count(*) FROM pg_temp.agenda_staging) <= 2000;
    CREATE INDEX ON pg_temp.agenda_cell (coalesce(item, -1), coalesce(paper, -1));
    CREATE TEMPORARY TABLE agenda_fault (
        line bigint, item integer, paper integer, part text, name text, code text, sentence text
    ) ON COMMIT DROP;
    PERFORM safer.find_agenda_faults(form);
    CREATE TEMPORARY TABLE agenda_item ON COMMIT DROP AS
    SELECT c.item, min(c.line) AS line, jsonb_object_agg(c.name, c.value ORDER BY c.line DESC)
            FILTER (WHERE c.part = 'item') AS said,
        NULL::uuid AS known
    FROM pg_temp.agenda_cell AS c
    WHERE c.item > 0
    GROUP BY c.item;
    CREATE TEMPORARY TABLE agenda_outcome (
        item integer, paper integer, id uuid, paper_id uuid, ref text, became text, changed text[], restricted boolean,
        before json
    ) ON COMMIT DROP;
    CREATE INDEX ON pg_temp.agenda_outcome (id);
    CREATE INDEX ON pg_temp.agenda_outcome (paper_id);
END
$$;

ALTER FUNCTION safer.read_staged_agenda(text, jsonb) OWNER TO safer_rules;
