-- What partners offer so as to join an agreement, and what was decided.
CREATE VIEW api.business_cases WITH (security_invoker) AS
SELECT b.id, b.agreement, b.partner,
    CASE WHEN b.accepted THEN 'accepted' WHEN NOT b.accepted THEN 'refused' ELSE 'submitted' END AS state,
    b.summary, b.personnel, b.document, b.submitted_on, b.decided_on, b.decision, b.decided_by, b.created_at, b.version
FROM safer.business_case AS b;
