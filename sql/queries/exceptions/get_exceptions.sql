-- The points of all series, one series after the other: what is asked about of them, and what it is compared with. Then what
-- is watched and has none.
SELECT p.*, CASE WHEN p._rebaseline THEN safer.rebaseline_says(p.indicator, p.area, p._starts_on) END AS _annotation
FROM safer.series_points(safer.period_edge(:quarter::text, 'quarter', false),
    safer.period_edge(:quarter::text, 'quarter', true), :priority::text, :area::text) AS p
UNION ALL
SELECT f.*, NULL
FROM safer.focus_without_figures(safer.period_edge(:quarter::text, 'quarter', true), :priority::text) AS f
ORDER BY _indicator, _area, _starts_on;
