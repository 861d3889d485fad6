-- How many counts there are, filtered.
SELECT count(*) AS _total
FROM safer.dhr_statistic AS s
WHERE (:dimension::text IS NULL OR s.dimension = :dimension::text)
    AND s.counted_on BETWEEN coalesce(:counted_from::date, '1800-01-01') AND coalesce(:counted_to::date, '9999-12-31');
