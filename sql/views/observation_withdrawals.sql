-- Observations that were taken back, and why.
CREATE VIEW api.observation_withdrawals WITH (security_invoker) AS
SELECT w.id, i.id AS indicator, a.id AS area, safer.period_text(w.starts_on, i.frequency, i.year) AS period,
    w.revision, w.reason, w.partner AS withdrawn_by, w.created_at, w.version
FROM safer.observation_withdrawal AS w
JOIN safer.indicator AS i ON i.number = w.indicator
JOIN safer.area AS a ON a.number = w.area;
