-- One item of an agenda.
SELECT i.*, i.restricted AND NOT i.withheld AS _restricted
FROM api.items AS i
WHERE i.id = :item::uuid;
