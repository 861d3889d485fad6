-- One party of an agreement, and whether it has signed.
SELECT x.*
FROM api.agreement_parties AS x
WHERE x.agreement = :agreement::text
    AND x.partner = :partner::text;
