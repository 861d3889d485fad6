-- What is said about series.
CREATE VIEW api.annotations WITH (security_invoker) AS
SELECT n.id, n.indicator, n.area, safer.period_text(n.starts_on, i.frequency, i.year) AS period, n.kind, n.text,
    n.rebaseline, n.source, n.partner, n.created_at, n.withdrawn_at, n.withdrawal_reason, n.version
FROM safer.annotation AS n
JOIN safer.indicator AS i ON i.id = n.indicator;
