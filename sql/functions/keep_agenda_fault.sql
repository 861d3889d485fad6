-- Notes what is wrong with a part of a staged agenda: a cell of its meeting (item NULL), of an item, or of a paper to
-- it.
CREATE FUNCTION safer.keep_agenda_fault(item integer, paper integer, name text, code text, sentence text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    INSERT INTO pg_temp.agenda_fault (line, item, paper, part, name, code, sentence)
    SELECT coalesce(
            (SELECT min(c.line) FILTER (WHERE c.name = keep_agenda_fault.name)
                FROM pg_temp.agenda_cell AS c
                WHERE coalesce(c.item, -1) = coalesce(keep_agenda_fault.item, -1)
                    AND coalesce(c.paper, -1) = coalesce(keep_agenda_fault.paper, -1)),
            (SELECT min(c.line)
                FROM pg_temp.agenda_cell AS c
                WHERE coalesce(c.item, -1) = coalesce(keep_agenda_fault.item, -1)
                    AND coalesce(c.paper, -1) = coalesce(keep_agenda_fault.paper, -1)),
            (SELECT min(s.line) FROM pg_temp.agenda_staging AS s), 1),
        item, paper, CASE WHEN item IS NULL THEN 'meeting' WHEN paper IS NULL THEN 'item' ELSE 'paper' END, name, code,
        sentence;
END
$$;

ALTER FUNCTION safer.keep_agenda_fault(integer, integer, text, text, text) OWNER TO safer_rules;
