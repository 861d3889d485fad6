-- Finds what is wrong with an agenda that has been read, before it is compared with what is here.
CREATE FUNCTION safer.find_agenda_faults(form text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    sent bigint := (SELECT count(*) FROM pg_temp.agenda_staging);
BEGIN
    IF sent NOT BETWEEN 1 AND 2000 THEN
        PERFORM safer.keep_agenda_fault(NULL, NULL, NULL, CASE sent WHEN 0 THEN 'row-missing' ELSE 'rows-too-many' END,
            'An agenda has 1 to 2,000 rows.');
        RETURN;
    ELSIF (SELECT count(*) FROM (SELECT DISTINCT c.item, c.paper FROM pg_temp.agenda_cell AS c WHERE c.part = 'paper') AS p)
            > 2000 THEN
        PERFORM safer.keep_agenda_fault(NULL, NULL, NULL, 'rows-too-many', 'An agenda has at most 2,000 papers.');
        RETURN;
    END IF;
    INSERT INTO pg_temp.agenda_fault (line, part, name, code, sentence)
    SELECT s.line, 'row', s.fault_column, split_part(s.fault, '|', 1), substr(s.fault, strpos(s.fault, '|') + 1)
    FROM pg_temp.agenda_staging AS s
    WHERE s.fault IS NOT NULL;
    INSERT INTO pg_temp.agenda_fault (line, item, paper, part, name, code, sentence)
    SELECT c.line, c.item, c.paper, c.part, c.name, 'cell-invalid', safer.agenda_cell_takes(c.name)
    FROM pg_temp.agenda_cell AS c
    WHERE c.value IS NULL;
    INSERT INTO pg_temp.agenda_fault (line, item, paper, part, name, code, sentence)
    SELECT d.line, d.item, d.paper, d.part, d.name, 'cell-differs',
        format('Line %s says something else. Leave it empty below, or say the same.', d.first)
    FROM (
        SELECT c.*, first_value(c.value) OVER w AS begun, first_value(c.line) OVER w AS first
        FROM pg_temp.agenda_cell AS c
        WHERE c.value IS NOT NULL
        WINDOW w AS (PARTITION BY c.item, c.paper, c.part, c.name ORDER BY c.line)) AS d
    WHERE d.value <> d.begun;
    -- What must be said.
    INSERT INTO pg_temp.agenda_fault (line, item, part, name, code, sentence)
    SELECT DISTINCT c.line, NULL::integer, 'item', 'ref', 'cell-missing',
        'Say which item this is, by its reference; a row without one belongs to the item above.'
    FROM pg_temp.agenda_cell AS c
    WHERE c.item = 0;
    PERFORM safer.keep_agenda_fault(NULL, NULL, n.name, 'cell-missing', n.sentence)
    FROM (VALUES
        ('external_id', 'Say under which id the meeting is kept where its agenda is published.'),
        ('starts_at', 'Say when the meeting starts.'),
        ('place', 'Say where the meeting is.')) AS n (name, sentence)
    WHERE NOT EXISTS (SELECT FROM pg_temp.agenda_cell AS c WHERE c.part = 'meeting' AND c.name = n.name)
        AND NOT EXISTS (SELECT FROM pg_temp.agenda_fault AS f WHERE f.part = 'row');
    PERFORM safer.keep_agenda_fault(i.item, NULL, 'title', 'cell-missing',
        'Say its title; of an item that is restricted, its public title is enough.')
    FROM (
        SELECT c.item
        FROM pg_temp.agenda_cell AS c
        WHERE c.item > 0
        GROUP BY c.item
        HAVING NOT coalesce(bool_or(c.part = 'item' AND c.name IN ('title', 'public_title')), false)) AS i;
    PERFORM safer.keep_agenda_fault(p.item, p.paper, 'title', 'cell-missing', 'Say the title of the paper.')
    FROM (
        SELECT c.item, c.paper
        FROM pg_temp.agenda_cell AS c
        WHERE c.paper IS NOT NULL AND c.part = 'paper'
        GROUP BY c.item, c.paper
        HAVING NOT bool_or(c.name = 'title')) AS p;
    PERFORM safer.keep_agenda_fault(p.item, NULL, 'page_to', 'pages-invalid',
        'Name the first page and the last one, in this order, or neither.')
    FROM (
        SELECT c.item, min((c.value #>> '{}')::integer) FILTER (WHERE c.name = 'page_from') AS page_from,
            min((c.value #>> '{}')::integer) FILTER (WHERE c.name = 'page_to') AS page_to
        FROM pg_temp.agenda_cell AS c
        WHERE c.part = 'item' AND c.name IN ('page_from', 'page_to') AND c.value IS NOT NULL
        GROUP BY c.item) AS p
    WHERE p.page_from IS NULL OR p.page_to IS NULL OR p.page_to < p.page_from;
    -- What is said once.
    PERFORM safer.keep_agenda_fault(r.item, NULL, r.name, 'row-repeated', format('An item with the same %s stands in %s'
        ' too.', CASE r.name WHEN 'ref' THEN 'reference' ELSE 'external id' END,
        CASE form WHEN 'csv' THEN format('line %s', r.first) ELSE format('/items/%s', r.first - 1) END))
    FROM (
        SELECT c.item, c.name, first_value(c.item) OVER w AS first_item, first_value(c.line) OVER w AS first
        FROM pg_temp.agenda_cell AS c
        WHERE c.item > 0 AND c.part = 'item' AND c.name IN ('ref', 'external_id') AND c.value IS NOT NULL
        WINDOW w AS (PARTITION BY c.name, c.value ORDER BY c.line)) AS r
    WHERE r.item <> r.first_item
    GROUP BY r.item, r.name, r.first;
    PERFORM safer.keep_agenda_fault(c.item, max(c.paper), 'title', 'rows-too-many', 'An item has at most 99 papers.')
    FROM pg_temp.agenda_cell AS c
    GROUP BY c.item
    HAVING max(c.paper) > 99;
END
$$;

ALTER FUNCTION safer.find_agenda_faults(text) OWNER TO safer_rules;
