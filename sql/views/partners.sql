-- Organisations.
CREATE VIEW api.partners WITH (security_invoker) AS
SELECT p.id, p.name, p.kind, p.from_on, p.to_on, p.note, p.version, p.organisation_id
FROM safer.partner AS p;
