-- The points of all series, one series after the other: what is asked about of them, and what it is compared with. Then what
-- is watched and has none.
SELECT p.indicator, p.title, p.priority, p.focus, p.area, p.area_name, p.unit, p._suppressed AS suppressed, p.period,
    p.value, p._series, p._position, p._rebaseline,
    CASE WHEN p._rebaseline THEN safer.rebaseline_says(p.indicator, p.area, p._starts_on) END AS _annotation, p._asked,
    p._polarity, p._frequency, p._kind, p._indicator, p._area, p._starts_on
FROM safer.series_points(safer.period_edge(:quarter::text, 'quarter', false),
    safer.period_edge(:quarter::text, 'quarter', true), :priority::text, :area::text) AS p
UNION ALL
SELECT f.indicator, f.title, f.priority, f.focus, f.area, f.area_name, f.unit, f._suppressed, f.period, f.value, f._series,
    f._position, f._rebaseline, NULL, f._asked, f._polarity, f._frequency, f._kind, f._indicator, f._area, f._starts_on
FROM safer.focus_without_figures(safer.period_edge(:quarter::text, 'quarter', true), :priority::text) AS f
ORDER BY _indicator, _area, _starts_on;
