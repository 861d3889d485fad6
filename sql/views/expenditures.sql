-- Spending as the fund's host posted it, with what became of it.
CREATE VIEW api.expenditures WITH (security_invoker) AS
SELECT x.id, x.fund, x.partner, x.purpose, x.financial_year, x.amount_pence, x.incurred_on, x.external_reference,
    x.decision, x.note, x.state, x.created_at, x.reversed_by, x.reversed_at, x.reversal_reason, x.replaces,
    x.replaced_by, x.booked_in, x.version
FROM safer.expenditure AS x;
