-- The points of all series, one series after the other: what is asked about of them, and what it is compared with.
SELECT p.*
FROM safer.series_points(safer.period_edge(:quarter::text, 'quarter', false),
    safer.period_edge(:quarter::text, 'quarter', true), :priority::text, :area::text) AS p
ORDER BY p._indicator, p._area, p._starts_on;
