-- What a post was, the earliest first.
SELECT p.*
FROM api.posts AS p
WHERE p.id = :post::text
ORDER BY p.from_on;
