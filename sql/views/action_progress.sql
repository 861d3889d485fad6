-- What became of actions, in the order it was said.
CREATE VIEW api.action_progress WITH (security_invoker) AS
SELECT p.id, p.action, p.reported_on, p.state, p.text, p.partner, p.created_at
FROM safer.action_progress AS p;
