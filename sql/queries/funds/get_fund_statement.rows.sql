-- The statement of a fund as a table: what came in is positive, what went out negative, and the last row is their sum.
SELECT s.section, s.item, s.name, s.amount_pence, s.late_pence
FROM safer.fund_statement(:fund::text, :financial_year::text, :as_of::timestamptz) AS s;
