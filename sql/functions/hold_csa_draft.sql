-- Holds a version of the agreement for a change of its chapters: true when there is one; it must be a draft, or
-- agreed in principle only, and none may have taken its chapters over.
CREATE FUNCTION safer.hold_csa_draft(version_id text, if_match integer)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.csa_version;
    successor text;
BEGIN
    SELECT *
    INTO held
    FROM safer.csa_version AS v
    WHERE v.id = version_id
        AND nullif(current_setting('safer.partner', true), '') IS NOT NULL
    FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN false;
    END IF;
    PERFORM safer.check_constituent('Only a constituent partner writes the agreement.');
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The version has changed since you read it. Read it again, then decide.');
    ELSIF held.state NOT IN ('draft', 'in_principle') THEN
        PERFORM safer.refuse('state-conflict', 'This version is agreed, so its chapters stay as they are. Draft one'
            ' that succeeds it.', NULL, jsonb_build_object('state', held.state,
            'allowed', CASE held.state WHEN 'conditional' THEN '["final"]' ELSE '[]' END::jsonb));
    END IF;
    SELECT v.id INTO successor FROM safer.csa_version AS v WHERE v.succeeds = held.id;
    IF successor IS NOT NULL THEN
        PERFORM safer.refuse('state-conflict', format('''%s'' succeeds this version and has taken its chapters over:'
            ' write there what is to change.', successor), NULL,
            jsonb_build_object('state', held.state,
            'allowed', CASE held.state WHEN 'draft' THEN '["in_principle", "conditional", "final"]'
            ELSE '["conditional", "final"]' END::jsonb));
    END IF;
    RETURN true;
END
$$;

ALTER FUNCTION safer.hold_csa_draft(text, integer) OWNER TO safer_rules;
