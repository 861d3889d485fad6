-- One condition of an award, and how it stands.
SELECT c.*
FROM api.award_conditions AS c
WHERE c.id = :condition::uuid;
