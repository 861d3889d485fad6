-- The points of all series of agreed indicators that the reader sees, of one priority or area or all, one series after the
-- other, up to a last day. Asked about are the periods that end from the first day on; without days, the latest of each
-- series. What is counted by years is looked at when its year ends with the last day. A rebaseline begins a segment with
-- the first point from its period on. The days are asked for once, not for each point: hence (SELECT last). A point whose
-- value is hidden from the reader has none, and each row says how many of these its series has. _shared says whether
-- every partner reads the series.
CREATE FUNCTION safer.series_points(first date, last date, of_priority text, in_area text)
RETURNS TABLE (indicator text, title text, priority text, focus boolean, area text, area_name text, unit text,
    period text, value numeric, _series text, _position integer, _rebaseline boolean, _asked boolean,
    _polarity text, _frequency text, _kind text, _suppressed bigint, _shared boolean, _indicator integer, _area integer,
    _starts_on date)
LANGUAGE sql
STABLE
AS $$
    SELECT k.indicator, k.title, k.priority, k.focus, k.area, k.area_name, k.unit, k.period, k.value,
        concat(k._indicator, '.', k._area), safer.period_position(k.starts_on, k.frequency),
        k.indicator IN (
            SELECT r.indicator
            FROM safer.annotation AS r
            WHERE r.rebaseline
                AND r.withdrawn_at IS NULL
        ) AND safer.segment_begins(k.indicator, k.area, k.before, k.starts_on),
        CASE WHEN (SELECT last) IS NULL THEN k.latest ELSE k.ends_on >= (SELECT first) END, k.polarity, k.frequency, k.kind,
        k.hidden, k.shared, k._indicator, k._area, k.starts_on
    FROM (
        SELECT p.*, lag(p.starts_on, 1, '-infinity') OVER series AS before,
            lead(p.starts_on) OVER series IS NULL AS latest,
            count(*) FILTER (WHERE p.suppressed) OVER (PARTITION BY p._indicator, p._area) AS hidden
        FROM (
            SELECT o.indicator, i.title, i.priority, i.focus, o.area, a.name AS area_name, i.unit, o.period, o.value,
                o.suppressed, i.published OR NOT a.local AS shared, i.polarity, i.frequency, i.kind, i.year, o._indicator,
                o._area, o._starts_on AS starts_on,
                (o._starts_on + CASE i.frequency WHEN 'month' THEN interval '1 month'
                    WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END)::date - 1 AS ends_on
            FROM api.observations AS o
            JOIN safer.indicator AS i ON i.number = o._indicator
            JOIN safer.area AS a ON a.number = o._area
            WHERE i.state = 'agreed'
                AND (of_priority IS NULL OR i.priority = of_priority)
                AND (in_area IS NULL OR o.area = in_area)
                AND ((SELECT last) IS NULL OR i.frequency <> 'year'
                    OR extract(month FROM (SELECT last)) = CASE i.year WHEN 'calendar' THEN 12 ELSE 3 END)
        ) AS p
        WHERE (SELECT last) IS NULL OR p.ends_on <= (SELECT last)
        WINDOW series AS (PARTITION BY p._indicator, p._area ORDER BY p.starts_on)
    ) AS k
$$;
