-- Who did what, and whether the record is sealed yet. What it was and became is withheld with what was written.
CREATE VIEW api.audit_events WITH (security_invoker) AS
SELECT e.id, e.recorded_at, e.issuer, e.client, e.subject, e.partner, e.operation, e.object, e.request_id,
    e.marking, s.event IS NOT NULL AS sealed,
    CASE WHEN NOT w.withheld THEN e.before END AS before, CASE WHEN NOT w.withheld THEN e.after END AS after
FROM safer.audit_event AS e
LEFT JOIN safer.audit_seal AS s ON s.event = e.id
CROSS JOIN LATERAL (SELECT safer.details_withheld(e.object)) AS w (withheld);
