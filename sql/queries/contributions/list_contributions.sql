-- Contributions by id, which is the order they were posted in, filtered.
SELECT c.*, c.id::text AS _cursor
FROM api.contributions AS c
WHERE c.id > coalesce(:after::uuid, '00000000-0000-0000-0000-000000000000')
    AND (:fund::text IS NULL OR c.fund = :fund::text)
    AND (:partner::text IS NULL OR c.partner = :partner::text)
    AND (:financial_year::text IS NULL OR c.financial_year = :financial_year::text)
    AND (:state::text IS NULL OR c.state = :state::text)
    AND (:external_reference::text IS NULL OR c.external_reference = :external_reference::text)
    AND (:received_from::date IS NULL OR c.received_on >= :received_from::date)
    AND (:received_to::date IS NULL OR c.received_on <= :received_to::date)
ORDER BY c.id
LIMIT :page_size::bigint;
