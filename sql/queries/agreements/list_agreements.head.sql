-- How many agreements there are of a fund, in force on a date.
SELECT count(*) AS _total
FROM safer.agreement AS a
WHERE (:fund::text IS NULL OR a.fund = :fund::text)
    AND (:on::date IS NULL OR a.starts_on <= :on::date)
    AND (:on::date IS NULL OR least(a.ends_on, a.dissolved_on) >= :on::date);
