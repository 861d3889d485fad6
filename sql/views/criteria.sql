-- What bids have to answer.
CREATE VIEW api.criteria WITH (security_invoker) AS
SELECT c.round, c.id, c.place, c.text, c.required
FROM safer.criterion AS c;
