-- Holds a monitoring return for a change, its award before it, and returns it; NULL when the caller does not follow that.
CREATE FUNCTION safer.kept_return(return_id uuid, if_match integer)
RETURNS safer.monitoring_return
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    award safer.award;
    held safer.monitoring_return;
BEGIN
    SELECT * INTO held FROM safer.monitoring_return AS r WHERE r.id = return_id;
    IF held.id IS NULL OR NOT safer.follows_award(held.award) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO award FROM safer.award AS a WHERE a.id = held.award FOR NO KEY UPDATE;
    SELECT * INTO held FROM safer.monitoring_return AS r WHERE r.id = return_id FOR NO KEY UPDATE;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The return has changed since you read it. Read it again, then decide.');
    END IF;
    PERFORM safer.check_award_lasts(award);
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_return(uuid, integer) OWNER TO safer_rules;
