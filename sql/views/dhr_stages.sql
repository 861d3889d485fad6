-- The stages reviews reached.
CREATE VIEW api.dhr_stages WITH (security_invoker) AS
SELECT s.dhr, s.step, s.stage, s.reached_on, s.decision, s.answer, s.suspended_for, s.recorded_by, s.created_at
FROM safer.dhr_stage AS s;
