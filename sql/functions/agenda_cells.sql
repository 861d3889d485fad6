-- The cells of a staged agenda that say something, alike for both forms: part is 'meeting', 'item' or 'paper', item
-- and paper count from 1. In a CSV a row with another reference than the row above begins an item, and each row that
-- tells of a paper is one; what says which meeting it is stands in any row. In JSON that is in meeting, and papers are
-- in items.
CREATE FUNCTION safer.agenda_cells(form text, meeting jsonb)
RETURNS TABLE (line bigint, item integer, paper integer, part text, name text, said text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH row_said AS (
        SELECT s.line, jsonb_object_agg(c.key, btrim(c.value, E' \t\r\n')) AS cells
        FROM pg_temp.agenda_staging AS s,
        LATERAL jsonb_each_text(to_jsonb(s) - '{line,fault_column,fault}'::text[]) AS c (key, value)
        WHERE s.fault IS NULL
            AND btrim(c.value, E' \t\r\n') <> ''
        GROUP BY s.line
    ), numbered AS (
        SELECT f.line, f.cells, f.has_paper,
            CASE form WHEN 'json' THEN f.line ELSE sum(f.begins) OVER (ORDER BY f.line) END::integer AS item
        FROM (
            SELECT g.line, g.cells, EXISTS (SELECT FROM jsonb_object_keys(g.cells) AS k WHERE k LIKE 'paper\_%')
                    AS has_paper,
                (g.ref IS DISTINCT FROM lag(g.ref) OVER (ORDER BY g.line))::integer AS begins
            FROM (
                SELECT r.line, r.cells,
                    first_value(r.cells ->> 'ref') OVER (PARTITION BY r.named ORDER BY r.line) AS ref
                FROM (
                    SELECT line, cells, count(cells ->> 'ref') OVER (ORDER BY line) AS named
                    FROM row_said) AS r) AS g) AS f
    ), papered AS (
        SELECT n.*, CASE WHEN n.has_paper
            THEN count(*) FILTER (WHERE n.has_paper) OVER (PARTITION BY n.item ORDER BY n.line) END::integer AS paper
        FROM numbered AS n
    )
    SELECT p.line, CASE WHEN k.part <> 'meeting' THEN p.item END, CASE WHEN k.part = 'paper' THEN p.paper END, k.part,
        CASE k.part WHEN 'item' THEN c.key ELSE substr(c.key, strpos(c.key, '_') + 1) END,
        CASE c.key WHEN 'paper_author_offices' THEN (
            SELECT coalesce(jsonb_agg(o.office ORDER BY o.place), '[]')::text
            FROM (
                SELECT btrim(w.office) AS office, min(w.place) AS place
                FROM string_to_table(c.value, ';') WITH ORDINALITY AS w (office, place)
                WHERE btrim(w.office) <> ''
                GROUP BY 1) AS o)
            ELSE c.value END
    FROM papered AS p
    CROSS JOIN LATERAL jsonb_each_text(p.cells) AS c (key, value)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN c.key LIKE 'meeting\_%' THEN 'meeting' WHEN c.key LIKE 'paper\_%' THEN 'paper' ELSE 'item' END)
        AS k (part)
    WHERE c.key <> 'papers'
    UNION ALL
    SELECT p.line, p.item, n.place::integer, 'paper', c.key, c.value
    FROM papered AS p
    CROSS JOIN LATERAL jsonb_array_elements((p.cells ->> 'papers')::jsonb) WITH ORDINALITY AS n (paper, place)
    CROSS JOIN LATERAL jsonb_each_text(n.paper) AS c (key, value)
    WHERE c.value IS NOT NULL
    UNION ALL
    SELECT 0::bigint, NULL::integer, NULL::integer, 'meeting', c.key, c.value
    FROM jsonb_each_text(meeting) AS c (key, value)
    WHERE form = 'json'
        AND c.value IS NOT NULL;
END
$$;

ALTER FUNCTION safer.agenda_cells(text, jsonb) OWNER TO safer_rules;
