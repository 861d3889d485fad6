-- The points of all series up to the end of a quarter, for a draft; what was issued needs none.
SELECT p.*
FROM safer.report_quarter(:quarter::text, :number::integer) AS q
CROSS JOIN LATERAL safer.series_points(q.first, q.last, NULL, NULL) AS p
WHERE q.report IS NULL
ORDER BY p._indicator, p._area, p._starts_on;
