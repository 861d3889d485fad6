-- One declaration of an interest.
SELECT d.*
FROM api.declarations AS d
WHERE d.id = :declaration::uuid;
