-- One paper.
SELECT p.*, p.restricted AND NOT p.withheld AS _restricted
FROM api.papers AS p
WHERE p.id = :paper::uuid;
