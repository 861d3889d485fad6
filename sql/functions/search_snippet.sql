-- The parts of a text in which the words of a query stand, these between « and »; its beginning when none does. Where no
-- part has all of them, those that have any.
CREATE FUNCTION safer.search_snippet(text text, query tsquery)
RETURNS text
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    options CONSTANT text := 'StartSel=«, StopSel=», MaxFragments=2, MaxWords=30, MinWords=15, FragmentDelimiter=" … "';
    shown text := ts_headline('pg_catalog.english', text, query, options);
BEGIN
    IF NOT to_tsvector('pg_catalog.english', (
            SELECT coalesce(string_agg(m[1], ' '), '') FROM regexp_matches(shown, '«([^»]*)»', 'g') AS m)) @@ query THEN
        shown := ts_headline('pg_catalog.english', text, (
            SELECT string_agg(w[1], ' | ') FROM regexp_matches(querytree(query), '(''(?:[^'']|'''')*'')', 'g') AS w)::tsquery,
            options);
    END IF;
    RETURN btrim(regexp_replace(shown, '\s+', ' ', 'g'));
END
$$;
