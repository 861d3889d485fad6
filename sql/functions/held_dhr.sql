-- A review that is about to be changed by who coordinates reviews, held until the transaction ends. No row where the
-- caller may know of no such review; refused where it may, and keeps none.
CREATE FUNCTION safer.held_dhr(dhr_id uuid, if_match integer)
RETURNS safer.dhr
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
BEGIN
    IF dhr_id IS NULL OR dhr_id <> ALL (safer.dhrs_in_view()) THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_coordinator();
    SELECT * INTO held FROM safer.dhr AS d WHERE d.id = dhr_id FOR NO KEY UPDATE;
    IF if_match IS NOT NULL AND held.version <> if_match THEN
        PERFORM safer.refuse('precondition-failed', 'The review has changed since you read it.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.held_dhr(uuid, integer) OWNER TO safer_rules;
