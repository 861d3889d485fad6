-- What is wrong with the first hundred staged rows that cannot be kept, a row for each fault: where, a code, and a
-- sentence for the person who must mend it. What the rows say is not repeated. Sentences are dear, so rows beyond those
-- that are told have none; refuse_observation_rows counts their faults.
CREATE FUNCTION safer.observation_faults(form text)
RETURNS TABLE (line bigint, place integer, in_column text, code text, sentence text)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    RETURN QUERY
    SELECT s.line, f.place, f.in_column, f.code, f.sentence
    FROM (
        SELECT n.line, n.area, n.provisional, n.repeats
        FROM pg_temp.observation_parsed AS n
        WHERE NOT n.sound
            OR n.repeats IS NOT NULL
        ORDER BY n.line
        LIMIT 100
    ) AS p
    JOIN pg_temp.observation_staging AS s ON s.line = p.line
    LEFT JOIN safer.indicator AS i ON i.id = s.indicator
    CROSS JOIN LATERAL (
        SELECT 0, s.fault_column, split_part(s.fault, '|', 1), substr(s.fault, strpos(s.fault, '|') + 1)
        WHERE s.fault IS NOT NULL
        UNION ALL
        SELECT 1, 'indicator', n.code, n.sentence
        FROM safer.series_fault(s.indicator, i, caller) AS n
        WHERE s.fault IS NULL
            AND n.code IS NOT NULL
        UNION ALL
        SELECT 2, 'area', 'unknown-area', CASE
            WHEN s.area IS NULL THEN 'The row names no area.'
            ELSE 'No area is known by this code. GET /v1/areas lists them.' END
        WHERE s.fault IS NULL
            AND p.area IS NULL
        UNION ALL
        SELECT 3, 'period', n.code, n.sentence
        FROM safer.period_fault(s.period, i.frequency, i.year) AS n
        WHERE s.fault IS NULL
            AND n.code IS NOT NULL
        UNION ALL
        SELECT 4, 'value', n.code, n.sentence
        FROM safer.value_fault(s.value, i.kind) AS n
        WHERE s.fault IS NULL
            AND n.code IS NOT NULL
        UNION ALL
        SELECT 5, 'status', 'status-unknown', 'The status is provisional or final; without one, a value is final.'
        WHERE s.fault IS NULL
            AND p.provisional IS NULL
        UNION ALL
        SELECT 6, 'period', 'row-repeated',
            format('The same indicator, area and period stand in %s too.', CASE form
                WHEN 'csv' THEN format('line %s', p.repeats) ELSE format('/items/%s', p.repeats - 1) END)
        WHERE p.repeats IS NOT NULL
    ) AS f (place, in_column, code, sentence);
END
$$;

ALTER FUNCTION safer.observation_faults(text) OWNER TO safer_rules;
