-- One bid, with what it answers.
SELECT b.*
FROM api.bids AS b
WHERE b.id = :bid::uuid;
