-- Refuses an id that a set of priorities, a priority or theme, a plan or a version of the agreement has already: what
-- says which of these.
CREATE FUNCTION safer.check_id_free(what text, id text, sentence text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF (CASE what
            WHEN 'set' THEN EXISTS (SELECT FROM safer.priority_set AS s WHERE s.id = check_id_free.id)
            WHEN 'priority' THEN EXISTS (SELECT FROM safer.priority AS p WHERE p.id = check_id_free.id)
            WHEN 'plan' THEN EXISTS (SELECT FROM safer.plan AS p WHERE p.id = check_id_free.id)
            WHEN 'version' THEN EXISTS (SELECT FROM safer.csa_version AS v WHERE v.id = check_id_free.id) END) THEN
        PERFORM safer.refuse('id-taken', sentence, '/id');
    END IF;
END
$$;

ALTER FUNCTION safer.check_id_free(text, text, text) OWNER TO safer_rules;
