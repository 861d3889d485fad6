-- How many contributions there are, filtered.
SELECT count(*) AS _total
FROM api.contributions AS c
WHERE (:fund::text IS NULL OR c.fund = :fund::text)
    AND (:partner::text IS NULL OR c.partner = :partner::text)
    AND (:financial_year::text IS NULL OR c.financial_year = :financial_year::text)
    AND (:state::text IS NULL OR c.state = :state::text)
    AND (:external_reference::text IS NULL OR c.external_reference = :external_reference::text)
    AND (:received_from::date IS NULL OR c.received_on >= :received_from::date)
    AND (:received_to::date IS NULL OR c.received_on <= :received_to::date);
