-- Holds an action for a change and returns it; NULL when there is none to see. Its owner may change it, and a
-- constituent partner.
CREATE FUNCTION safer.hold_action(action_id uuid, if_match integer)
RETURNS safer.action
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.action;
BEGIN
    SELECT * INTO held FROM safer.action AS a WHERE a.id = action_id AND caller IS NOT NULL FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.partner AS p WHERE p.id = caller AND (p.kind = 'constituent' OR p.id = held.owner);
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-your-action', 'An action is kept by its owner, or by a constituent partner.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The action has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.hold_action(uuid, integer) OWNER TO safer_rules;
