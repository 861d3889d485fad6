-- Closes a financial year of a fund.
SELECT r.object, r.before
FROM safer.close_fund_year(:fund::text, :financial_year::text, :note::text, :new_id::uuid) AS r;
