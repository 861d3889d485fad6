-- What each party of an agreement pays at the least, by financial year.
SELECT x.*
FROM api.agreement_minimums AS x
WHERE x.agreement = :agreement::text
ORDER BY x.financial_year;
