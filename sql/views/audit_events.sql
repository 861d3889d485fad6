-- Who did what, and whether the record is sealed yet.
CREATE VIEW api.audit_events WITH (security_invoker) AS
SELECT e.id, e.recorded_at, e.issuer, e.client, e.subject, e.partner, e.operation, e.object, e.request_id,
    e.marking, s.event IS NOT NULL AS sealed, e.before, e.after
FROM safer.audit_event AS e
LEFT JOIN safer.audit_seal AS s ON s.event = e.id;
