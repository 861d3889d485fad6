-- What a series is, and how its chart is to be drawn.
SELECT i.id AS indicator, i.title, a.id AS area, a.name AS area_name, i.unit, i.polarity, i.frequency, i.kind,
    (
        SELECT count(*)
        FROM api.observations AS o
        WHERE o.indicator = :indicator::text
            AND o.area = :area::text
            AND o.suppressed
            AND (:from::text IS NULL OR o._starts_on >= (SELECT safer.period_edge(:from::text, 'from', false)))
            AND (:to::text IS NULL OR o._starts_on <= (SELECT safer.period_edge(:to::text, 'to', true)))
    ) AS suppressed,
    coalesce(
        (
            SELECT json_agg(
                json_build_object('period', n.period, 'kind', n.kind, 'text', n.text, 'rebaseline', n.rebaseline)
                ORDER BY s.starts_on, n.id)
            FROM api.annotations AS n
            JOIN safer.annotation AS s ON s.id = n.id
            WHERE n.indicator = i.id
                AND coalesce(n.area, a.id) = a.id
                AND n.withdrawn_at IS NULL
        ), '[]') AS annotations,
    :screen::boolean AS _screen, :trend::integer AS _trend, :shift::integer AS _shift,
    :limits_from_first::integer AS _limits_from_first, :season::text AS _season
FROM api.indicators AS i
JOIN api.areas AS a ON a.id = :area::text
WHERE i.id = :indicator::text;
