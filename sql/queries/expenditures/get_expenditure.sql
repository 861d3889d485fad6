-- One spending.
SELECT x.*
FROM api.expenditures AS x
WHERE x.id = :expenditure::uuid;
