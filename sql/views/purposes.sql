-- What a fund's money is spent on.
CREATE VIEW api.purposes WITH (security_invoker) AS
SELECT u.fund, u.id, u.name, u.kind, u.post, u.planned_pence, u.note, u.created_at, u.version
FROM safer.purpose AS u;
