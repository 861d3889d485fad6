-- The points of all series up to the end of a quarter.
SELECT p.*
FROM safer.report_quarter(:quarter::text, NULL) AS q
CROSS JOIN LATERAL safer.series_points(q.first, q.last, NULL, NULL) AS p
ORDER BY p._indicator, p._area, p._starts_on;
