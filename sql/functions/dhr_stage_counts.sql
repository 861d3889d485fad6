-- How many reviews are completed, in progress and waiting for the Home Office on a day; and, with a first day, how
-- many were commissioned, sent to the Home Office and published in the time up to it.
CREATE FUNCTION safer.dhr_stage_counts(on_day date, from_on date)
RETURNS TABLE (value text, place integer, number integer)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT v.value, v.place, (
        SELECT count(*)
        FROM safer.dhr_counted(on_day) AS c
        WHERE v.value = CASE WHEN c.stage IN ('published', 'actions_complete') THEN 'completed'
            WHEN c.stage = 'quality_assurance' THEN 'awaiting_home_office' ELSE 'in_progress' END)::integer
    FROM (VALUES ('completed', 1), ('in_progress', 2), ('awaiting_home_office', 3)) AS v (value, place)
    UNION ALL
    SELECT v.value, v.place, (
        SELECT count(DISTINCT s.dhr)
        FROM safer.dhr_stage AS s
        WHERE s.stage = v.stage
            AND s.reached_on BETWEEN from_on AND on_day)::integer
    FROM (VALUES ('commissioned', 'commissioned', 4), ('sent_to_home_office', 'quality_assurance', 5),
        ('published', 'published', 6)) AS v (value, stage, place)
    WHERE from_on IS NOT NULL;
END
$$;

ALTER FUNCTION safer.dhr_stage_counts(date, date) OWNER TO safer_rules;
