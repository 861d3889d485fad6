-- One minute.
SELECT m.*
FROM api.minutes AS m
WHERE m.id = :minute::uuid;
