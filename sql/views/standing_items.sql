-- What stands on each agenda of a body.
CREATE VIEW api.standing_items WITH (security_invoker) AS
SELECT s.body, s.place, s.ref, s.title, s.kind
FROM safer.standing_item AS s;
