-- What was decided on a version of the agreement, in order.
SELECT d.*
FROM api.csa_decisions AS d
WHERE d.csa_version = :version::text
ORDER BY d.step;
