-- The papers to an item, in order.
SELECT p.*, p.restricted AND NOT p.withheld AS _restricted
FROM api.papers AS p
WHERE p.item = :item::uuid
ORDER BY p.place;
