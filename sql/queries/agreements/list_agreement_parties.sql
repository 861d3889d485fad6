-- The parties of an agreement, by partner.
SELECT x.*
FROM api.agreement_parties AS x
WHERE x.agreement = :agreement::text
ORDER BY x.partner;
