-- What was known of an indicator's observations, one revision after the other, by area and period.
SELECT o.area, o.period, o.revision, o.value, o.status, o.recorded_at,
    nullif(o._superseded_at, 'infinity') AS superseded_at, o.suppressed, o.deleted,
    concat_ws('.', o._area, o._starts_on, o.revision) AS _cursor
FROM api.observation_states AS o
WHERE NOT o._series
    AND o._indicator = (SELECT i.number FROM safer.indicator AS i WHERE i.id = :indicator::text)
    AND (o._area, o._starts_on, o.revision) > (
        coalesce(nullif(split_part(:after::text, '.', 1), ''), '0')::integer,
        coalesce(nullif(split_part(:after::text, '.', 2), ''), '1800-01-01')::date,
        coalesce(nullif(split_part(:after::text, '.', 3), ''), '0')::integer)
    AND (:area::text IS NULL OR o._area = (SELECT a.number FROM safer.area AS a WHERE a.id = :area::text))
    AND (:period::text IS NULL
        OR o._starts_on = (SELECT safer.revision_period(:indicator::text, :period::text)))
ORDER BY o._area, o._starts_on, o.revision
LIMIT :page_size::bigint;
