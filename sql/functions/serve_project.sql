-- Says which priorities and themes a project serves and to which actions it belongs, in place of what it did; of what
-- is NULL all stays.
CREATE FUNCTION safer.serve_project(project_id text, priorities jsonb, themes jsonb, actions jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    DELETE FROM safer.project_priority AS p
    WHERE p.project = project_id
        AND NOT priorities ? p.priority;
    INSERT INTO safer.project_priority (project, priority)
    SELECT project_id, v.value FROM jsonb_array_elements_text(priorities) AS v (value)
    ON CONFLICT (project, priority) DO NOTHING;
    DELETE FROM safer.project_theme AS t
    WHERE t.project = project_id
        AND NOT themes ? t.theme;
    INSERT INTO safer.project_theme (project, theme)
    SELECT project_id, v.value FROM jsonb_array_elements_text(themes) AS v (value)
    ON CONFLICT (project, theme) DO NOTHING;
    DELETE FROM safer.project_action AS a
    WHERE a.project = project_id
        AND actions IS NOT NULL;
    INSERT INTO safer.project_action (project, action)
    SELECT project_id, v.value::uuid FROM jsonb_array_elements_text(actions) AS v (value);
END
$$;

ALTER FUNCTION safer.serve_project(text, jsonb, jsonb, jsonb) OWNER TO safer_rules;
