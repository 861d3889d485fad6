-- What each party pays at the least, by financial year.
CREATE VIEW api.agreement_minimums WITH (security_invoker) AS
SELECT m.agreement, m.financial_year, m.amount_pence, m.due_on, m.note
FROM safer.agreement_minimum AS m;
