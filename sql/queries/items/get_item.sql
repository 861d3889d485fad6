-- One item of an agenda.
SELECT i.*
FROM api.items AS i
WHERE i.id = :item::uuid;
