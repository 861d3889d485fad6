-- Whether there are texts of a review that the public does not read, or names that it went by before; or its events say
-- what it was.
CREATE FUNCTION safer.has_dhr_texts(dhr_id uuid)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    RETURN EXISTS (SELECT FROM safer.dhr_text AS t WHERE t.dhr = dhr_id)
        OR EXISTS (SELECT FROM safer.dhr_alias AS a WHERE a.dhr = dhr_id)
        OR EXISTS (SELECT FROM safer.dhr_publication AS p WHERE p.dhr = dhr_id AND p.published_on IS NULL)
        OR EXISTS (
            SELECT
            FROM safer.dhr_recommendation AS r
            JOIN safer.dhr_recommendation_text AS t ON t.recommendation = r.id
            WHERE r.dhr = dhr_id)
        OR EXISTS (
            SELECT
            FROM safer.dhr_action_source AS s
            LEFT JOIN safer.dhr_action_text AS t ON t.action = s.action
            LEFT JOIN safer.dhr_action_report AS p ON p.action = s.action
            WHERE s.dhr = dhr_id
                AND num_nonnulls(t.text, p.text, p.evidence) > 0)
        OR EXISTS (
            SELECT
            FROM safer.audit_event AS e
            WHERE e.object = ANY (safer.dhr_objects(dhr_id))
                AND e.marking = 'dhr'
                AND e.detail_salt IS NOT NULL
                AND safer.dhr_event_says(e.operation, e.before, e.after));
END
$$;

ALTER FUNCTION safer.has_dhr_texts(uuid) OWNER TO safer_rules;
