-- Observations, as they are known now. Lists of all of them are long, so this stands on the table itself: beside others
-- within api.observation_states the planner does not know that there are few areas, and looks up each row's anew.
CREATE VIEW api.observations WITH (security_invoker) AS
SELECT i.id AS indicator, a.id AS area, safer.period_text(o.starts_on, i.frequency, i.year) AS period,
    CASE WHEN s.suppressed THEN NULL ELSE o.value END AS value,
    CASE WHEN o.provisional THEN 'provisional' ELSE 'final' END AS status,
    o.revision, o.recorded_at, s.suppressed, o.indicator AS _indicator, o.area AS _area, o.starts_on AS _starts_on,
    o.provisional AS _provisional
FROM safer.observation AS o
LEFT JOIN safer.indicator AS i ON i.number = o.indicator
LEFT JOIN safer.area AS a ON a.number = o.area
CROSS JOIN LATERAL (
    SELECT safer.is_suppressed((SELECT safer.is_partner()), a.local, o.value, i.suppress_below) AS suppressed
) AS s
WHERE o.value IS NOT NULL;
