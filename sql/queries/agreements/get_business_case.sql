-- One business case and what was decided.
SELECT b.*
FROM api.business_cases AS b
WHERE b.agreement = :agreement::text
    AND b.id = :case::uuid;
