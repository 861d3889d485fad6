-- Observations, as they are known now.
CREATE VIEW api.observations WITH (security_invoker) AS
SELECT o.indicator, o.area, o.period, o.value, o.status, o.revision, o.recorded_at, o.suppressed,
    o._indicator, o._area, o._starts_on
FROM api.observation_states AS o
WHERE o._current
    AND NOT o._series
    AND NOT o.deleted;
