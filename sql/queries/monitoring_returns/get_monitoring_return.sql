-- One monitoring return.
SELECT r.*
FROM api.monitoring_returns AS r
WHERE r.id = :return::uuid;
