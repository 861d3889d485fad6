-- What of a meeting was published, in order.
CREATE VIEW api.publications WITH (security_invoker) AS
SELECT p.meeting, p.step, p.what, p.published_on, p.recorded_by, p.created_at
FROM safer.publication AS p;
