-- The review that a recommendation or an action belongs to, held for a change by who coordinates reviews; no row where the
-- caller may know of no such review.
CREATE FUNCTION safer.held_dhr_of(recommendation_id uuid, action_id uuid)
RETURNS safer.dhr
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    RETURN safer.held_dhr(coalesce(
        (SELECT r.dhr FROM safer.dhr_recommendation AS r WHERE r.id = recommendation_id),
        (SELECT s.dhr FROM safer.dhr_action_source AS s WHERE s.action = action_id)), NULL);
END
$$;

ALTER FUNCTION safer.held_dhr_of(uuid, uuid) OWNER TO safer_rules;
