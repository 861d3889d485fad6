-- Counts of reviews that were printed or issued, by the day they were counted, filtered.
SELECT s.statistics, s.counted_on, i.from_on, i.source, s.dimension, s.value, s.number, s.hidden,
    concat_ws('.', s.counted_on, s.statistics, s.dimension, s.place) AS _cursor
FROM safer.dhr_statistic AS s
JOIN safer.dhr_statistics AS i ON i.id = s.statistics
WHERE (:dimension::text IS NULL OR s.dimension = :dimension::text)
    AND s.counted_on BETWEEN coalesce(:counted_from::date, '1800-01-01') AND coalesce(:counted_to::date, '9999-12-31')
    AND (s.counted_on, s.statistics, s.dimension, s.place) > (
        coalesce(nullif(split_part(:after::text, '.', 1), ''), '1800-01-01')::date,
        coalesce(nullif(split_part(:after::text, '.', 2), ''), '00000000-0000-0000-0000-000000000000')::uuid,
        split_part(:after::text, '.', 3),
        coalesce(nullif(split_part(:after::text, '.', 4), ''), '0')::integer)
ORDER BY s.counted_on, s.statistics, s.dimension, s.place
LIMIT :page_size::bigint;
