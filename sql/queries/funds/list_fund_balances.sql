-- The accounts of a fund with what stands on each, by what had happened on a day and was known at an instant: debits
-- less credits, which over all of them is nothing.
SELECT b.kind, b.partner, b.purpose, b.other_fund, b.debit_pence, b.credit_pence,
    b.debit_pence - b.credit_pence AS balance_pence
FROM safer.fund_balances(:fund::text, :on::date, :as_of::timestamptz) AS b
ORDER BY b.kind, b.partner, b.purpose, b.other_fund;
