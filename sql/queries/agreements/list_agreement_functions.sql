-- What is done under an agreement, in the order it is printed.
SELECT x.*
FROM api.agreement_functions AS x
WHERE x.agreement = :agreement::text
ORDER BY x.place;
