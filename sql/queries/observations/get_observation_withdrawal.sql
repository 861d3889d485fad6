-- One withdrawal of an observation.
SELECT w.*
FROM api.observation_withdrawals AS w
WHERE w.id = :withdrawal::uuid;
