-- Freezes counts of reviews for the public, by who coordinates them: by stage, exactly; and by partnership and
-- characteristic, with what is small hidden, when at least 5 more reviews are counted than in any issue before that
-- was broken down. Each review is counted by a dimension once, as it was in the first breakdown that has it: so no two
-- issues have a review in common, and none can be subtracted from another, whatever is corrected or deleted later. A
-- dimension of which all would be hidden is left out, and its reviews wait for the next.
CREATE FUNCTION safer.issue_dhr_statistics(statistics_id uuid, on_day date, from_on date, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    found record;
BEGIN
    PERFORM safer.check_coordinator();
    PERFORM safer.check_happened(on_day, '/counted_on');
    IF from_on > on_day THEN
        PERFORM safer.refuse('term-invalid', 'The time that is counted ends before it begins.', '/from_on');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('["dhr statistics"]', 0));
    -- All of it is read by one statement, so that it is of one moment.
    WITH whole AS (
        SELECT count(*)::integer AS reviews
        FROM safer.dhr_counted(on_day) AS c
    ), allowed AS (
        SELECT w.reviews >= 5 + coalesce(max(i.reviews), 0) AS breaks_down
        FROM whole AS w
        LEFT JOIN safer.dhr_statistics AS i ON i.breakdown
        GROUP BY w.reviews
    ), cell AS (
        SELECT c.dimension, c.value, c.place, c.number
        FROM allowed AS a
        JOIN safer.dhr_characteristics(on_day, true) AS c ON a.breaks_down
    ), judged AS (
        SELECT c.dimension, safer.hidden_cells(array_agg(c.number ORDER BY c.place)) AS hidden
        FROM cell AS c
        GROUP BY c.dimension
    ), shown AS (
        SELECT c.dimension, c.value, c.place, c.number, j.hidden[c.place] AS hidden
        FROM cell AS c
        JOIN judged AS j ON j.dimension = c.dimension
        WHERE false = ANY (j.hidden)
    )
    SELECT w.reviews, a.breaks_down,
        (SELECT jsonb_agg(to_jsonb(s)) FROM safer.dhr_stage_counts(on_day, from_on) AS s) AS stages,
        (SELECT jsonb_agg(to_jsonb(s)) FROM shown AS s) AS cells,
        (SELECT jsonb_agg(DISTINCT jsonb_build_object('dhr', f.dhr, 'dimension', f.dimension))
            FROM safer.dhr_features(on_day) AS f
            WHERE f.dimension IN (SELECT s.dimension FROM shown AS s)) AS reviews_in
    INTO found
    FROM whole AS w
    CROSS JOIN allowed AS a;
    INSERT INTO safer.dhr_statistics (id, counted_on, from_on, reviews, breakdown, source, note)
    VALUES (statistics_id, on_day, from_on, found.reviews, found.breaks_down, 'Counted from the records of reviews',
        note);
    INSERT INTO safer.dhr_statistic (statistics, counted_on, dimension, value, place, number, hidden)
    SELECT statistics_id, on_day, 'stage', x.value, x.place, x.number, false
    FROM jsonb_to_recordset(found.stages) AS x (value text, place integer, number integer)
    UNION ALL
    SELECT statistics_id, on_day, x.dimension, x.value, x.place, CASE WHEN NOT x.hidden THEN x.number END, x.hidden
    FROM jsonb_to_recordset(found.cells)
        AS x (dimension text, value text, place integer, number integer, hidden boolean);
    INSERT INTO safer.dhr_statistic_counted (dhr, dimension)
    SELECT x.dhr, x.dimension
    FROM jsonb_to_recordset(found.reviews_in) AS x (dhr uuid, dimension text)
    ON CONFLICT DO NOTHING;
    object := statistics_id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.issue_dhr_statistics(uuid, date, date, text) OWNER TO safer_rules;
