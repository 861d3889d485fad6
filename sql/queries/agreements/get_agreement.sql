-- One agreement with its parties, minimums and reviews.
SELECT a.*
FROM api.agreements AS a
WHERE a.id = :agreement::text;
