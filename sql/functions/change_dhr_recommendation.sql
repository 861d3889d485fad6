-- Changes what a recommendation says; what is not given stays. Returns its id and what it was; no row when there is none to
-- know of.
CREATE FUNCTION safer.change_dhr_recommendation(recommendation_id uuid, reach text, text text, name_marks jsonb,
    key_id text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    was safer.dhr_recommendation;
BEGIN
    held := safer.held_dhr_of(recommendation_id, NULL);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_dhr_names(held.id, name_marks, key_id);
    SELECT * INTO was FROM safer.dhr_recommendation AS r WHERE r.id = recommendation_id FOR NO KEY UPDATE;
    IF was.version <> if_match THEN
        PERFORM safer.refuse('precondition-failed', 'The recommendation has changed since you read it.');
    END IF;
    object := was.id;
    before := (
        SELECT safer.as_shown(row_to_json(r)) FROM api.dhr_recommendations AS r WHERE r.id = recommendation_id);
    UPDATE safer.dhr_recommendation AS r SET reach = coalesce(change_dhr_recommendation.reach, r.reach)
    WHERE r.id = recommendation_id;
    INSERT INTO safer.dhr_recommendation_text AS t (recommendation, text)
    SELECT recommendation_id, text
    WHERE text IS NOT NULL
    ON CONFLICT (recommendation) DO UPDATE SET text = excluded.text;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_dhr_recommendation(uuid, text, text, jsonb, text, integer) OWNER TO safer_rules;
