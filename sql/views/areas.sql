-- Areas, as they are shown.
CREATE VIEW api.areas WITH (security_invoker) AS
SELECT a.id, a.name, a.kind, a.partner, a.from_on, a.to_on, a.note, a.version
FROM safer.area AS a;
