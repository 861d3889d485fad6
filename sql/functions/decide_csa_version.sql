-- Records what was decided on a version of the agreement, citing the minute: agreed in principle, on a condition, or
-- finally, in this order, of which the first two may be left out. Returns the version and what it was; no row when
-- there is no such version.
CREATE FUNCTION safer.decide_csa_version(version_id text, decision text, decided_on date, minute text,
    condition text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.csa_version;
    last record;
    allowed text[] := '{in_principle,conditional,final}';
BEGIN
    SELECT *
    INTO held
    FROM safer.csa_version AS v
    WHERE v.id = version_id
        AND caller IS NOT NULL
    FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_constituent('Only a constituent partner records what was decided on the agreement.');
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The version has changed since you read it. Read it again, then decide.');
    END IF;
    SELECT max(d.decided_on) AS decided_on, max(d.step) AS step
    INTO last
    FROM safer.csa_decision AS d
    WHERE d.csa_version = version_id;
    allowed := allowed[array_position(array_prepend('draft', allowed), held.state):];
    IF decision <> ALL (allowed) THEN
        PERFORM safer.refuse('state-conflict', format('The version is ''%s''; what may follow is: %s.', held.state,
            coalesce(nullif(array_to_string(allowed, ', '), ''), 'nothing')), NULL,
            jsonb_build_object('state', held.state, 'allowed', to_jsonb(allowed)));
    ELSIF (decision = 'conditional') <> (condition IS NOT NULL) THEN
        PERFORM safer.refuse('decision-invalid', CASE decision WHEN 'conditional' THEN 'Say what the condition is.'
            ELSE 'Only a conditional decision has a condition.' END, '/condition');
    ELSIF decided_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been decided on %s: today is %s.',
            decided_on, safer.today()), '/decided_on');
    ELSIF decided_on < last.decided_on THEN
        PERFORM safer.refuse('date-implausible', format('%s is before the decision it follows, of %s.',
            decided_on, last.decided_on), '/decided_on');
    ELSIF decided_on < held.starts_on - interval '2 years' THEN
        PERFORM safer.refuse('date-implausible', format('%s is years before the version starts, on %s.', decided_on,
            held.starts_on), '/decided_on');
    END IF;
    object := version_id;
    before := (SELECT safer.as_shown(row_to_json(v)) FROM api.csa_versions AS v WHERE v.id = object);
    INSERT INTO safer.csa_decision (csa_version, step, state, decided_on, minute, condition, recorded_by)
    VALUES (version_id, coalesce(last.step, 0) + 1, decision, decided_on, minute, condition, caller);
    UPDATE safer.csa_version AS v SET state = decision WHERE v.id = version_id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.decide_csa_version(text, text, date, text, text, integer) OWNER TO safer_rules;
