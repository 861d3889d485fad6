-- The points of a series in the order of time. A rebaseline begins a segment with the first of them from its period on. One
-- that is hidden from the reader has no value.
SELECT p.period, p.value, safer.period_position(p.starts_on, p.frequency) AS _position,
    p.indicator IN (
        SELECT r.indicator
        FROM safer.annotation AS r
        WHERE r.indicator = :indicator::text
            AND r.rebaseline
            AND r.withdrawn_at IS NULL
    ) AND safer.segment_begins(p.indicator, p.area, p.before, p.starts_on) AS _rebaseline
FROM (
    SELECT o.indicator, o.area, o.period, o.value, o._starts_on AS starts_on, i.frequency,
        lag(o._starts_on, 1, '-infinity') OVER (ORDER BY o._starts_on) AS before
    FROM api.observations AS o
    JOIN safer.indicator AS i ON i.id = o.indicator
    WHERE o.indicator = :indicator::text
        AND o.area = :area::text
        AND (:from::text IS NULL OR o._starts_on >= (SELECT safer.period_edge(:from::text, 'from', false)))
        AND (:to::text IS NULL OR o._starts_on <= (SELECT safer.period_edge(:to::text, 'to', true)))
) AS p
ORDER BY p.starts_on;
