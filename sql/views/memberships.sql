-- Which offices belong to a body, and for how long.
CREATE VIEW api.memberships WITH (security_invoker) AS
SELECT m.id, m.body, m.partner, m.office, m.role, m.deputy_for, m.from_on, m.to_on, m.source, m.note, m.created_at,
    m.version
FROM safer.membership AS m;
