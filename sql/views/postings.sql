-- The ledger, posting by posting: the accounts as their kind and with whom or for what, and what each is about.
CREATE VIEW api.postings WITH (security_invoker) AS
SELECT p.fund, p.entry, p.line, e.kind, e.financial_year, e.belongs_to, e.occurred_on, e.recorded_at,
    d.kind AS debit_account, coalesce(d.partner, d.purpose, d.other_fund) AS debit_item,
    c.kind AS credit_account, coalesce(c.partner, c.purpose, c.other_fund) AS credit_item,
    p.amount_pence, e.contribution, e.expenditure, e.transfer, e.closing, e.refund
FROM safer.posting AS p
JOIN safer.entry AS e ON e.id = p.entry
JOIN safer.account AS d ON d.id = p.debit_account
JOIN safer.account AS c ON c.id = p.credit_account;
