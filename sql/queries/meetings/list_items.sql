-- The items of a meeting, in the order of its agenda.
SELECT i.*, i.restricted AND NOT i.withheld AS _restricted
FROM api.items AS i
WHERE i.meeting = :meeting::uuid
ORDER BY i.place, i.id;
