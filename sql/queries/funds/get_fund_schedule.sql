-- What each contributor owes a fund for a financial year, what came of it, and what is outstanding, by partner.
SELECT s.partner, s.name, s.due_pence, s.received_pence, s.unconfirmed_pence, s.outstanding_pence, s.due_on, s.state
FROM safer.fund_schedule(:fund::text, :financial_year::text) AS s
ORDER BY s.partner;
