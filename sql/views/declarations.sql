-- Interests that were declared. An item is named to who sees it.
CREATE VIEW api.declarations WITH (security_invoker) AS
SELECT d.id, d.meeting, (SELECT i.id FROM safer.item AS i WHERE i.id = d.item) AS item, d.partner,
    d.office, d.interest, d.withdrew, d.created_at
FROM safer.declaration AS d;
