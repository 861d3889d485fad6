-- Which quarter is asked about; no row when the priority or the area is none that the reader sees.
SELECT :quarter::text AS quarter, safer.period_edge(:quarter::text, 'quarter', false) AS "from",
    safer.period_edge(:quarter::text, 'quarter', true) AS "to"
WHERE (:priority::text IS NULL
        OR EXISTS (SELECT FROM safer.priority AS p WHERE p.id = :priority::text AND p.kind = 'priority'))
    AND (:area::text IS NULL OR EXISTS (SELECT FROM safer.area AS a WHERE a.id = :area::text));
