-- Who may not contribute to a fund, on a date if one is given, by partner and first day.
SELECT e.*
FROM api.fund_exclusions AS e
WHERE e.fund = :fund::text
    AND (:on::date IS NULL OR :on::date BETWEEN e.from_on AND coalesce(e.to_on, 'infinity'))
ORDER BY e.partner, e.from_on;
