-- How many published budgets there are.
SELECT count(*) AS _total
FROM api.budgets AS b;
