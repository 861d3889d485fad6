-- What recipients say of what they did with the money, and what is still to come.
CREATE VIEW api.monitoring_returns WITH (security_invoker) AS
SELECT r.id, r.award, (SELECT a.round FROM safer.award AS a WHERE a.id = r.award) AS round,
    (SELECT a.project FROM safer.award AS a WHERE a.id = r.award) AS project,
    (SELECT a.recipient FROM safer.award AS a WHERE a.id = r.award) AS recipient, r.due_on, r.state,
    r.state = 'due' AND r.due_on < safer.today() AS overdue, r.received_on, r.spent_pence, r.text, r.decided_on,
    r.decided_because, r.failures, r.created_at, r.version
FROM safer.monitoring_return AS r;
