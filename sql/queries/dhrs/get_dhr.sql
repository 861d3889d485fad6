-- One review with all that belongs to it.
SELECT d.*, true AS _restricted
FROM api.dhrs AS d
WHERE d.id = :dhr::uuid;
