-- What was decided on versions of the agreement, in order.
CREATE VIEW api.csa_decisions WITH (security_invoker) AS
SELECT d.csa_version, d.step, d.state, d.decided_on, d.minute, d.condition, d.recorded_by, d.created_at
FROM safer.csa_decision AS d;
