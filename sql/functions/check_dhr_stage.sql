-- Refuses a stage that a review may not come to now, each for its reason; the stages it may come to are told.
CREATE FUNCTION safer.check_dhr_stage(held safer.dhr, stage text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    allowed text[] := safer.dhr_stages_after(held);
    told jsonb := jsonb_build_object('stage', held.stage, 'suspended', held.suspended, 'allowed', to_jsonb(allowed));
    what_follows text := coalesce(nullif(array_to_string(allowed, ', '), ''), 'nothing');
BEGIN
    IF stage = ANY (allowed) THEN
        RETURN;
    ELSIF held.suspended THEN
        PERFORM safer.refuse('review-suspended', 'The review is suspended; what may follow is: resumed.', NULL, told);
    ELSIF stage = 'resumed' THEN
        PERFORM safer.refuse('not-suspended', format('The review is not suspended; what may follow is: %s.',
            what_follows), NULL, told);
    ELSIF stage = 'published' AND held.published_on IS NULL AND held.decision IS DISTINCT FROM 'no_review' THEN
        PERFORM safer.refuse('publication-before-answer',
            format('The Home Office has not answered that the report is adequate; what may follow is: %s.',
                what_follows), NULL, told);
    END IF;
    PERFORM safer.refuse('stage-out-of-order', format('The review has come to ''%s''; what may follow is: %s.',
        held.stage, what_follows), NULL, told);
END
$$;

ALTER FUNCTION safer.check_dhr_stage(safer.dhr, text) OWNER TO safer_rules;
