-- The financial years of a fund that are closed, the earliest first.
SELECT c.*
FROM api.closings AS c
WHERE c.fund = :fund::text
ORDER BY c.financial_year;
