-- The numbers of the series that a list of changes tells anew; of a named indicator alone, where one is.
CREATE FUNCTION safer.series_told_anew(updated_after text, mark text, named text)
RETURNS TABLE (number integer)
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.number
    FROM safer.observation_window(updated_after, NULL, mark) AS w
    JOIN safer.series_shown_anew() AS s ON s.shown_by >= w.since AND s.shown_by < w.upper
    WHERE s.indicator = coalesce(named, s.indicator)
    ORDER BY s.number
$$;

ALTER FUNCTION safer.series_told_anew(text, text, text) OWNER TO safer_rules;
