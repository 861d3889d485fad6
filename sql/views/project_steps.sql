-- The states projects went to.
CREATE VIEW api.project_steps WITH (security_invoker) AS
SELECT x.project, x.step, x.state, x.moved_on, x.text, x.recorded_by, x.created_at
FROM safer.project_step AS x;
