-- The lead a project names must exist, and each of its priorities, themes and actions, once. priorities NULL: they
-- stay.
CREATE FUNCTION safer.check_project_names(lead text, priorities jsonb, themes jsonb, actions jsonb)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    item record;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = lead;
    IF lead IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', lead), '/lead');
    ELSIF priorities = '[]' THEN
        PERFORM safer.refuse('project-without-priority', 'A project serves at least one priority.', '/priorities');
    END IF;
    FOR item IN
        SELECT t.list, t.value, format('/%s/%s', t.list, t.place - 1) AS pointer,
            row_number() OVER (PARTITION BY t.list, lower(t.value) ORDER BY t.place) > 1 AS repeated
        FROM (
            SELECT 'priorities' AS list, v.value, v.place
            FROM jsonb_array_elements_text(priorities) WITH ORDINALITY AS v (value, place)
            UNION ALL
            SELECT 'themes', v.value, v.place
            FROM jsonb_array_elements_text(themes) WITH ORDINALITY AS v (value, place)
            UNION ALL
            SELECT 'actions', v.value, v.place
            FROM jsonb_array_elements_text(actions) WITH ORDINALITY AS v (value, place)) AS t
        ORDER BY t.list DESC, t.place
    LOOP
        IF item.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('''%s'' is named twice.', item.value), item.pointer);
        ELSIF item.list <> 'actions' THEN
            PERFORM safer.check_priority(CASE item.list WHEN 'themes' THEN 'theme' ELSE 'priority' END, item.value,
                item.pointer);
        ELSIF NOT EXISTS (SELECT FROM safer.action AS a WHERE a.id = item.value::uuid) THEN
            PERFORM safer.refuse('unknown-action', format('There is no action %s.', item.value), item.pointer);
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION safer.check_project_names(text, jsonb, jsonb, jsonb) OWNER TO safer_rules;
