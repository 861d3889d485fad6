-- How many transfers there are, filtered.
SELECT count(*) AS _total
FROM api.transfers AS t
WHERE (:from_fund::text IS NULL OR t.from_fund = :from_fund::text)
    AND (:to_fund::text IS NULL OR t.to_fund = :to_fund::text);
