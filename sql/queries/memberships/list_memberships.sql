-- Which offices belong to a body, by organisation and office.
SELECT m.*
FROM api.memberships AS m
WHERE m.body = :body::text
    AND (:on::date IS NULL OR (m.from_on <= :on::date AND coalesce(m.to_on, 'infinity') >= :on::date))
ORDER BY m.partner, m.office, m.from_on, m.id;
