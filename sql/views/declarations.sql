-- Interests that were declared.
CREATE VIEW api.declarations WITH (security_invoker) AS
SELECT d.id, d.meeting, d.item, d.partner, d.office, d.interest, d.withdrew, d.created_at
FROM safer.declaration AS d;
