-- How actions of reviews go on.
CREATE VIEW api.dhr_action_reports WITH (security_invoker) AS
SELECT r.action, r.step, r.state, r.text, r.evidence, r.reported_on, r.reported_by, r.created_at
FROM safer.dhr_action_report AS r;
