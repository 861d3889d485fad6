-- Freezes counts of reviews for the public, by who coordinates them: by stage, exactly; and by partnership and
-- characteristic, with what is small hidden, when at least 5 more reviews are counted than in any issue before that
-- had such a breakdown. What two issues differ by is a table too: so a number is small when it has grown by less than
-- 5 since it was last shown. A dimension that has not grown by 5 as a whole is left out.
CREATE FUNCTION safer.issue_dhr_statistics(statistics_id uuid, on_day date, from_on date, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    all_reviews integer;
    cells jsonb;
BEGIN
    PERFORM safer.check_coordinator();
    PERFORM safer.check_happened(on_day, '/counted_on');
    IF from_on > on_day THEN
        PERFORM safer.refuse('term-invalid', 'The time that is counted ends before it begins.', '/from_on');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('["dhr statistics"]', 0));
    all_reviews := (SELECT count(*) FROM safer.dhr_counted(on_day) AS c);
    WITH cell AS (
        SELECT c.dimension, c.value, c.place, c.number, c.number - coalesce(s.number, 0) AS grown
        FROM safer.dhr_characteristics(on_day) AS c
        LEFT JOIN LATERAL (
            SELECT x.number
            FROM safer.dhr_statistic AS x
            JOIN safer.dhr_statistics AS i ON i.id = x.statistics
            WHERE x.dimension = c.dimension
                AND x.value = c.value
                AND NOT x.hidden
            ORDER BY i.created_at DESC, i.id DESC
            LIMIT 1) AS s ON true
        WHERE all_reviews >= 5 + coalesce(
            (SELECT max(i.reviews) FROM safer.dhr_statistics AS i WHERE i.breakdown), 0)
    ), whole AS (
        SELECT c.dimension, safer.hidden_cells(array_agg(c.grown ORDER BY c.place)) AS hidden
        FROM cell AS c
        GROUP BY c.dimension
        HAVING sum(c.grown) >= 5
    )
    SELECT jsonb_agg(jsonb_build_object('dimension', c.dimension, 'value', c.value, 'place', c.place,
        'number', CASE WHEN NOT w.hidden[c.place] THEN c.number END))
    INTO cells
    FROM cell AS c
    JOIN whole AS w ON w.dimension = c.dimension;
    INSERT INTO safer.dhr_statistics (id, counted_on, from_on, reviews, breakdown, source, note)
    VALUES (statistics_id, on_day, from_on, all_reviews, cells IS NOT NULL, 'Counted from the records of reviews',
        note);
    INSERT INTO safer.dhr_statistic (statistics, counted_on, dimension, value, place, number, hidden)
    SELECT statistics_id, on_day, c.dimension, c.value, c.place, c.number, c.number IS NULL
    FROM (
        SELECT 'stage' AS dimension, x.*
        FROM safer.dhr_stage_counts(on_day, from_on) AS x
        UNION ALL
        SELECT x.*
        FROM jsonb_to_recordset(cells) AS x (dimension text, value text, place integer, number integer)) AS c;
    object := statistics_id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.issue_dhr_statistics(uuid, date, date, text) OWNER TO safer_rules;
