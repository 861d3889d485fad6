-- What a bid has to answer, in order.
SELECT c.*
FROM api.criteria AS c
WHERE c.round = :round::text
ORDER BY c.place;
