-- One round, with what a bid has to answer.
SELECT r.*
FROM api.grant_rounds AS r
WHERE r.id = :round::text;
