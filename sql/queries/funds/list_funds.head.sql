-- How many funds there are.
SELECT count(*) AS _total
FROM api.funds AS f;
