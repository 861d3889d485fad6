-- Who takes part in projects beside the lead.
CREATE VIEW api.project_partners WITH (security_invoker) AS
SELECT x.project, x.place, x.partner, x.organisation, x.role
FROM safer.project_partner AS x;
