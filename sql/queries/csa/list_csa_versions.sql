-- Versions of the agreement, by the day they start: all, or those valid on a date.
SELECT v.*
FROM api.csa_versions AS v
WHERE (:state::text IS NULL OR v.state = :state::text)
    AND (:on::date IS NULL OR v.starts_on <= :on::date)
    AND (:on::date IS NULL OR v.ends_on IS NULL OR v.ends_on >= :on::date)
ORDER BY v.starts_on, v.id;
