-- What audit events and stored replies know a review by: itself, its recommendations, its actions. Nothing of an id that is
-- no review's.
CREATE FUNCTION safer.dhr_objects(dhr_id uuid)
RETURNS text[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    RETURN ARRAY(
        SELECT d.id::text FROM safer.dhr AS d WHERE d.id = dhr_id
        UNION ALL
        SELECT r.id::text FROM safer.dhr_recommendation AS r WHERE r.dhr = dhr_id
        UNION ALL
        SELECT s.action::text FROM safer.dhr_action_source AS s WHERE s.dhr = dhr_id);
END
$$;

ALTER FUNCTION safer.dhr_objects(uuid) OWNER TO safer_rules;
