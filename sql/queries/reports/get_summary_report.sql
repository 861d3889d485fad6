-- The points of all series up to the end of a quarter, for a draft; what was issued needs none. Then what is watched and has
-- none.
SELECT p.*, CASE WHEN p._rebaseline THEN safer.rebaseline_says(p.indicator, p.area, p._starts_on) END AS _annotation
FROM safer.report_quarter(:quarter::text, :number::integer, :draft::boolean) AS q
CROSS JOIN LATERAL safer.series_points(q.first, q.last, NULL, NULL) AS p
WHERE q.report IS NULL
UNION ALL
SELECT f.*, NULL
FROM safer.report_quarter(:quarter::text, :number::integer, :draft::boolean) AS q
CROSS JOIN LATERAL safer.focus_without_figures(q.last, NULL) AS f
WHERE q.report IS NULL
ORDER BY _indicator, _area, _starts_on;
