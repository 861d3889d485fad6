-- The postings of a fund in the order they were made, each from one account to another.
SELECT p.*, p.entry || '.' || p.line AS _cursor
FROM api.postings AS p
WHERE p.fund = :fund::text
    AND (p.entry, p.line) > (coalesce(split_part(:after::text, '.', 1), '00000000-0000-0000-0000-000000000000')::uuid,
        coalesce(split_part(:after::text, '.', 2), '0')::smallint)
    AND (:financial_year::text IS NULL OR p.financial_year = :financial_year::text)
    AND (:kind::text IS NULL OR p.kind = :kind::text)
ORDER BY p.entry, p.line
LIMIT :page_size::bigint;
