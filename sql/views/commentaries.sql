-- What leads say about their priorities, by quarter.
CREATE VIEW api.commentaries WITH (security_invoker) AS
SELECT c.id, c.priority, c.quarter, c.text, c.partner, c.created_at
FROM safer.commentary AS c;
