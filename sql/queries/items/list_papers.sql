-- The papers to an item, in order.
SELECT p.*
FROM api.papers AS p
WHERE p.item = :item::uuid
ORDER BY p.place;
