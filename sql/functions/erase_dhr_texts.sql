-- Erases the texts of a review that the public does not read.
CREATE FUNCTION safer.erase_dhr_texts(dhr_id uuid)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    -- Before anything else: a report that is being made holds its action, and is waited for.
    UPDATE safer.dhr_action AS a
    SET written_by = pg_current_xact_id()
    FROM safer.dhr_action_source AS s
    WHERE s.action = a.id
        AND s.dhr = dhr_id;
    DELETE FROM safer.dhr_text AS t WHERE t.dhr = dhr_id;
    DELETE FROM safer.dhr_recommendation_text AS t
    USING safer.dhr_recommendation AS r
    WHERE r.id = t.recommendation
        AND r.dhr = dhr_id;
    DELETE FROM safer.dhr_action_text AS t
    USING safer.dhr_action_source AS s
    WHERE s.action = t.action
        AND s.dhr = dhr_id;
    UPDATE safer.dhr_action_report AS p
    SET text = NULL, evidence = NULL
    FROM safer.dhr_action_source AS s
    WHERE s.action = p.action
        AND s.dhr = dhr_id;
    UPDATE safer.dhr_recommendation AS r SET written_by = pg_current_xact_id() WHERE r.dhr = dhr_id;
END
$$;

ALTER FUNCTION safer.erase_dhr_texts(uuid) OWNER TO safer_rules;
