-- When an agreement is reviewed, by date.
SELECT x.*
FROM api.agreement_reviews AS x
WHERE x.agreement = :agreement::text
ORDER BY x.review_on;
