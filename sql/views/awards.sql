-- What projects were given. A decision is named to who sees it.
CREATE VIEW api.awards WITH (security_invoker) AS
SELECT a.id, a.round, a.fund, a.purpose, a.project, a.recipient, a.amount_pence,
    (SELECT d.id FROM safer.decision AS d WHERE d.id = a.decision) AS decision, a.awarded_on, a.state,
    a.paid_pence, a.returned_pence, a.completed_on, a.withdrawn_because, a.withdrawn_on, a.source, a.note, a.created_at, a.version
FROM safer.award AS a;
