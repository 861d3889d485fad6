-- Who contributes to a fund, on a date if one is given, by partner and first day.
SELECT c.*
FROM api.fund_contributors AS c
WHERE c.fund = :fund::text
    AND (:on::date IS NULL OR c.from_on <= :on::date)
    AND (:on::date IS NULL OR coalesce(c.to_on, 'infinity') >= :on::date)
ORDER BY c.partner, c.from_on, c.agreement;
