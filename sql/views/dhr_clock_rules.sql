-- What is asked of reviews by the day they are notified.
CREATE VIEW api.dhr_clock_rules WITH (security_invoker) AS
SELECT r.id, r.from_on, r.decision_months, r.completion_months, r.completed_by, r.source, r.note, r.created_at
FROM safer.dhr_clock_rule AS r;
