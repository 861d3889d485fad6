-- What an award asks for, in order.
SELECT c.*
FROM api.award_conditions AS c
WHERE c.award = :award::uuid
ORDER BY c.place;
