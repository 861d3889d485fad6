-- The minutes of a meeting, by number.
SELECT m.*
FROM api.minutes AS m
WHERE m.meeting = :meeting::uuid
ORDER BY m.number;
