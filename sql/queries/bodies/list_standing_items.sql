-- What stands on each agenda of a body, in its order.
SELECT s.*
FROM api.standing_items AS s
WHERE s.body = :body::text
ORDER BY s.place;
