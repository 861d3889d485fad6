-- One annotation of an indicator.
SELECT n.*
FROM api.annotations AS n
WHERE n.indicator = :indicator::text
    AND n.id = :annotation::uuid;
