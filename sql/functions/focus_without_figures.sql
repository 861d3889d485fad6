-- Agreed indicators that are watched and of which the reader sees no figures, of one priority or all, up to a last day: rows
-- as of safer.series_points, of no area and no period. The day is asked for once, hence (SELECT last).
CREATE FUNCTION safer.focus_without_figures(last date, of_priority text)
RETURNS TABLE (indicator text, title text, priority text, focus boolean, area text, area_name text, unit text,
    period text, value numeric, _series text, _position integer, _rebaseline boolean, _asked boolean, _polarity text,
    _frequency text, _kind text, _suppressed bigint, _shared boolean, _indicator integer, _area integer, _starts_on date)
LANGUAGE sql
STABLE
AS $$
    SELECT i.id, i.title, i.priority, i.focus, NULL::text, NULL::text, i.unit, NULL::text, NULL::numeric,
        concat(i.number, '.'), NULL::integer, false, false, i.polarity, i.frequency, i.kind, 0::bigint, true, i.number,
        NULL::integer, NULL::date
    FROM safer.indicator AS i
    WHERE i.state = 'agreed'
        AND i.focus
        AND (of_priority IS NULL OR i.priority = of_priority)
        AND ((SELECT last) IS NULL OR i.agreed_on IS NULL OR i.agreed_on <= (SELECT last))
        AND NOT EXISTS (
            SELECT
            FROM safer.observation AS o
            WHERE o.indicator = i.number
                AND o.value IS NOT NULL
                AND ((SELECT last) IS NULL OR o.starts_on + CASE i.frequency WHEN 'month' THEN interval '1 month'
                    WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END <= (SELECT last) + 1))
$$;
