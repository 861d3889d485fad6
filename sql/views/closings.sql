-- Financial years of a fund that are closed, with what they opened and closed with.
CREATE VIEW api.closings WITH (security_invoker) AS
SELECT c.id, c.fund, c.financial_year, c.partner, c.opening_pence, c.closing_pence, c.note, c.created_at, c.version
FROM safer.closing AS c;
