-- The points of all series, one series after the other: what is asked about of them, and what it is compared with.
SELECT p.indicator, p.title, p.priority, p.focus, p.area, p.area_name, p.unit, p._suppressed AS suppressed, p.period,
    p.value, p._series, p._position, p._rebaseline, p._asked, p._polarity, p._frequency, p._kind
FROM safer.series_points(safer.period_edge(:quarter::text, 'quarter', false),
    safer.period_edge(:quarter::text, 'quarter', true), :priority::text, :area::text) AS p
ORDER BY p._indicator, p._area, p._starts_on;
