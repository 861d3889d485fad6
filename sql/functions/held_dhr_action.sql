-- An action of a review that is about to be changed, held until the transaction ends; the review before it, so that both
-- are always held in this order, but not for who may not know of it: two that wait for each other are of one review. No
-- row where the caller sees no such action.
CREATE FUNCTION safer.held_dhr_action(action_id uuid, if_match integer)
RETURNS safer.dhr_action
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    source safer.dhr_action_source;
    held safer.dhr_action;
BEGIN
    SELECT * INTO source FROM safer.dhr_action_source AS s WHERE s.action = action_id;
    IF NOT EXISTS (
            SELECT
            FROM safer.dhr_action AS a
            WHERE a.id = action_id
                AND (a.partner = safer.dhr_actions_owned() OR source.dhr = ANY (safer.dhrs_in_view()))) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.dhr AS d WHERE d.id = source.dhr AND d.id = ANY (safer.dhrs_in_view()) FOR NO KEY UPDATE;
    SELECT * INTO held FROM safer.dhr_action AS a WHERE a.id = action_id FOR NO KEY UPDATE;
    IF held.version <> if_match THEN
        PERFORM safer.refuse('precondition-failed', 'The action has changed since you read it.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.held_dhr_action(uuid, integer) OWNER TO safer_rules;
