-- One plan with what it is for.
SELECT p.*
FROM api.plans AS p
WHERE p.id = :plan::text;
