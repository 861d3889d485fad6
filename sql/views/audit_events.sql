-- Who did what, and whether the record is sealed yet. What it was and became is withheld with what was written; what was
-- asked for when something restricted was shown, from who reads nothing that is; both, where it was done with a review,
-- from who does not coordinate reviews.
CREATE VIEW api.audit_events WITH (security_invoker) AS
SELECT e.id, e.recorded_at, e.issuer, e.client, e.subject, e.partner, e.operation, e.object, e.request_id,
    e.marking, s.event IS NOT NULL AS sealed,
    CASE WHEN w.shown THEN e.before END AS before, CASE WHEN w.shown THEN e.after END AS after,
    w.shown AND (w.body IS NOT NULL OR e.marking IS NOT DISTINCT FROM 'dhr') AS _restricted
FROM safer.audit_event AS e
LEFT JOIN safer.audit_seal AS s ON s.event = e.id
CROSS JOIN LATERAL (
    SELECT r.body,
        CASE WHEN e.marking = 'dhr' THEN (SELECT safer.coordinates_dhrs())
            WHEN r.body IS NOT NULL THEN r.body IN (SELECT b.body FROM safer.bodies_restricted() AS b (body))
            WHEN e.marking = 'restricted' THEN safer.has_scope('restricted.read')
            ELSE true END AS shown
    FROM safer.restricted_body(e.object, e.operation, coalesce(e.after, e.before) ->> 'body') AS r (body)
) AS w;
