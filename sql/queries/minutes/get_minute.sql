-- One minute.
SELECT m.*, m.restricted AND NOT m.withheld AS _restricted
FROM api.minutes AS m
WHERE m.id = :minute::uuid;
