-- What stands on each account: debits less credits. Over a fund they sum to nothing.
CREATE VIEW api.balances WITH (security_invoker) AS
SELECT a.id, a.fund, a.kind, a.partner, a.purpose, a.other_fund,
    coalesce((SELECT sum(p.amount_pence) FROM safer.posting AS p WHERE p.fund = a.fund AND p.debit_account = a.id), 0)
    - coalesce((SELECT sum(p.amount_pence) FROM safer.posting AS p WHERE p.fund = a.fund AND p.credit_account = a.id), 0)
        AS balance_pence
FROM safer.account AS a;
