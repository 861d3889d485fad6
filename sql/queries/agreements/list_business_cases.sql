-- The business cases for joining an agreement, in the order they were made.
SELECT b.*
FROM api.business_cases AS b
WHERE b.agreement = :agreement::text
ORDER BY b.id;
