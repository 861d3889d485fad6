-- What the caller may see of what it looks for, a page of it, the best first: see safer.search_page. Words are those
-- of English, as websearch_to_tsquery reads them; a query that names none is refused. A snippet has the words found
-- between « and », and is no HTML.
CREATE FUNCTION safer.search(q text, of_kind text, in_body text, from_on date, to_on date, behind text,
    page_size bigint)
RETURNS TABLE (kind text, id text, title text, snippet text, rank double precision, body text, meeting uuid, date date,
    url text, _restricted boolean, _cursor text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
#variable_conflict use_column
DECLARE
    query tsquery := websearch_to_tsquery('pg_catalog.english', q);
BEGIN
    IF querytree(query) IN ('', 'T') THEN
        PERFORM safer.refuse_parameter('nothing-to-look-for', 'q', 'Name a word that what you look for has in it. Words'
            ' like the, of and what are in everything and are not looked for, and to leave something out is not'
            ' enough.');
    END IF;
    RETURN QUERY
    SELECT e.kind, e.id,
        CASE WHEN char_length(s.title) > 300 THEN rtrim(left(s.title, 299)) || '…' ELSE s.title END,
        safer.search_snippet(coalesce(nullif(s.text, ''), s.title), query),
        e.rank::text::double precision, e.body, e.meeting, e.on_day, s.url, e.restricted,
        concat_ws('/', e.rank, coalesce(e.on_day, '-infinity'), e.kind, e.id)
    FROM safer.search_page(query, of_kind, in_body, from_on, to_on, behind, page_size) AS e
    CROSS JOIN LATERAL safer.search_says(e.kind, e.id, e.withheld) AS s
    ORDER BY e.rank DESC, coalesce(e.on_day, '-infinity') DESC, e.kind DESC, e.id DESC;
END
$$;

ALTER FUNCTION safer.search(text, text, text, date, date, text, bigint) OWNER TO safer_rules;
