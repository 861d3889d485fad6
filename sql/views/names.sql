-- Names as papers write them, with what they refer to and when.
CREATE VIEW api.names WITH (security_invoker) AS
SELECT n.id, n.name, n.form, n.kind, n.refers_to, n.from_on, n.to_on, n.source, n.note
FROM safer.name AS n;
