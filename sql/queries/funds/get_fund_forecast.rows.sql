-- The forecast of a fund as a table: a row a month.
SELECT to_char(m.month, 'YYYY-MM') AS month, safer.financial_year_of(m.month) AS financial_year, m.in_pence,
    m.out_pence, m.balance_pence, m.actual
FROM safer.fund_forecast(:fund::text, :from::text, :to::text, :opening_pence::bigint, :contributions::text,
    :due::text, :starts::text, :costs::text, :actual_until::text) AS m
ORDER BY m.month;
