-- The minutes of a meeting, by number.
SELECT m.*, m.restricted AND NOT m.withheld AS _restricted
FROM api.minutes AS m
WHERE m.meeting = :meeting::uuid
ORDER BY m.number;
