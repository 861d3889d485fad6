-- One declaration of an interest.
SELECT d.*, (SELECT r.restricted FROM safer.declaration AS r WHERE r.id = d.id) AS _restricted
FROM api.declarations AS d
WHERE d.id = :declaration::uuid;
