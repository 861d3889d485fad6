-- How many agreements there are of a fund, in force on a date.
SELECT count(*) AS _total
FROM api.agreements AS a
WHERE (:fund::text IS NULL OR a.fund = :fund::text)
    AND (:on::date IS NULL OR a.starts_on <= :on::date)
    AND (:on::date IS NULL OR a.ends_on >= :on::date);
