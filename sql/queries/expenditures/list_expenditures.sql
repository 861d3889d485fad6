-- Spending by id, which is the order it was posted in, filtered.
SELECT x.*, x.id::text AS _cursor
FROM api.expenditures AS x
WHERE x.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:fund::text IS NULL OR x.fund = :fund::text)
    AND (:purpose::text IS NULL OR x.purpose = :purpose::text)
    AND (:financial_year::text IS NULL OR x.financial_year = :financial_year::text)
    AND (:state::text IS NULL OR x.state = :state::text)
    AND (:external_reference::text IS NULL OR x.external_reference = :external_reference::text)
    AND (:incurred_from::date IS NULL OR x.incurred_on >= :incurred_from::date)
    AND (:incurred_to::date IS NULL OR x.incurred_on <= :incurred_to::date)
ORDER BY x.id
LIMIT :page_size::bigint;
