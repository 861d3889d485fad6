-- Observations as they are known now (_current) and as they were known before; and for each series of which the caller
-- has come to see something else a row of its own (_series), written by whoever changed that. Whatever shows a value
-- reads it from here or from api.observations, where to who is no partner a small number of a local area is hidden.
CREATE VIEW api.observation_states WITH (security_invoker) AS
SELECT coalesce(i.id, o.slug) AS indicator, a.id AS area,
    CASE WHEN NOT o.series THEN safer.period_text(o.starts_on, i.frequency, i.year) END AS period,
    CASE WHEN s.suppressed THEN NULL ELSE o.value END AS value,
    CASE o.provisional WHEN true THEN 'provisional' WHEN false THEN 'final' END AS status,
    o.revision, o.recorded_at, s.suppressed, o.value IS NULL AS deleted,
    o.indicator AS _indicator, o.area AS _area, o.starts_on AS _starts_on, o.provisional AS _provisional,
    o.written_by AS _written_by, o.superseded_at AS _superseded_at, o.current AS _current, o.series AS _series
FROM (
    SELECT c.indicator, c.area, c.starts_on, c.revision, c.provisional, c.value, c.recorded_at, c.written_by,
        timestamptz 'infinity' AS superseded_at, true AS current, false AS series, NULL::text AS slug
    FROM safer.observation AS c
    UNION ALL
    SELECT r.indicator, r.area, r.starts_on, r.revision, r.provisional, r.value, r.recorded_at, NULL::xid8,
        r.superseded_at, false, false, NULL
    FROM safer.observation_revision AS r
    UNION ALL
    SELECT n.number, 0, date '1800-01-01', NULL, NULL, NULL, NULL, n.shown_by, timestamptz 'infinity', true, true,
        n.indicator
    FROM safer.series_shown_anew() AS n
) AS o
LEFT JOIN safer.indicator AS i ON i.number = o.indicator
LEFT JOIN safer.area AS a ON a.number = o.area
CROSS JOIN LATERAL (
    SELECT safer.is_suppressed((SELECT safer.is_partner()), a.local, o.value, i.suppress_below) AS suppressed
) AS s;
