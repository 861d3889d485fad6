-- Says that a draft plan is published, and in which paper. Returns its id and what it was; no row when there is no such
-- plan to see.
CREATE FUNCTION safer.publish_plan(plan text, source text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.plan;
BEGIN
    SELECT *
    INTO held
    FROM safer.plan AS p
    WHERE p.id = publish_plan.plan
        AND nullif(current_setting('safer.partner', true), '') IS NOT NULL
    FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_constituent('Only a constituent partner says that a plan is published.');
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The plan has changed since you read it. Read it again, then decide.');
    ELSIF held.state <> 'draft' THEN
        PERFORM safer.refuse('state-conflict', 'The plan is published already.', NULL,
            jsonb_build_object('state', held.state, 'allowed', '[]'::jsonb));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.plans AS p WHERE p.id = held.id);
    UPDATE safer.plan AS p SET state = 'published', source = publish_plan.source WHERE p.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.publish_plan(text, text, integer) OWNER TO safer_rules;
