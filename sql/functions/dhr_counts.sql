-- What there is to count of reviews today, and of their people as long as these are kept, nothing hidden, and how many
-- days each that is open has been so since it was notified: for who coordinates reviews. Undecided are those of which
-- it is not decided yet whether there is a review.
CREATE FUNCTION safer.dhr_counts()
RETURNS TABLE (dimension text, value text, number integer, dhr uuid)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF NOT safer.coordinates_dhrs() THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT r.dimension, r.value, r.number, r.dhr
    FROM (
        SELECT 1 AS section, 'stage' AS dimension, s.value, s.place::bigint, s.number, NULL::uuid AS dhr
        FROM safer.dhr_stage_counts(safer.today(), NULL) AS s
        UNION ALL
        SELECT 1, 'stage', 'undecided', 9, (SELECT count(*) FROM safer.dhr AS d WHERE d.decision IS NULL)::integer, NULL
        UNION ALL
        SELECT 2, c.dimension, c.value, c.place, c.number, NULL
        FROM safer.dhr_characteristics(safer.today(), false) AS c
        UNION ALL
        SELECT 3, 'open_days', d.reference, row_number() OVER (ORDER BY d.notified_on, d.id),
            safer.today() - d.notified_on, d.id
        FROM safer.dhr AS d
        WHERE d.stage NOT IN ('published', 'actions_complete')
            AND d.decision IS DISTINCT FROM 'no_review') AS r
    ORDER BY r.section, r.dimension, r.place;
END
$$;

ALTER FUNCTION safer.dhr_counts() OWNER TO safer_rules;
