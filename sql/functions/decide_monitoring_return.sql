-- Says whether a return that has come in will do ('accepted', 'failed'), for the host of the fund. Returns the return's id
-- and what it was; no row when the caller does not follow the award.
CREATE FUNCTION safer.decide_monitoring_return(return_id uuid, outcome text, reason text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.monitoring_return;
BEGIN
    PERFORM safer.kept_award((
            SELECT r.award
            FROM safer.monitoring_return AS r
            WHERE r.id = return_id
                AND safer.follows_award(r.award)), NULL);
    held := safer.kept_return(return_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    ELSIF held.state <> 'received' THEN
        PERFORM safer.refuse('state-conflict', CASE held.state
            WHEN 'due' THEN 'The return has not come in yet.'
            ELSE format('The return is ''%s'': it is decided once it has come in anew.', held.state) END, NULL,
            jsonb_build_object('state', held.state, 'allowed', jsonb_build_array()));
    ELSIF outcome = 'failed' AND reason IS NULL THEN
        PERFORM safer.refuse('reason-missing', 'Say why the return fails.', '/reason');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.monitoring_returns AS x WHERE x.id = held.id);
    UPDATE safer.monitoring_return AS r
    SET state = outcome,
        decided_on = safer.today(),
        decided_because = reason,
        failures = r.failures + (outcome = 'failed')::integer
    WHERE r.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.decide_monitoring_return(uuid, text, text, integer) OWNER TO safer_rules;
