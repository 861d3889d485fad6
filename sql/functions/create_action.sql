-- Puts an action on the plan and returns its id. A constituent partner does so for any owner, another partner for
-- itself.
CREATE FUNCTION safer.create_action(id uuid, title text, description text, priority text, themes jsonb, plan text,
    owner text, office text, due_on date, public boolean)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    owner := coalesce(owner, caller);
    PERFORM FROM safer.partner AS p WHERE p.id = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'The token stands for no partner.');
    END IF;
    PERFORM safer.check_action_names(priority, plan, owner, themes);
    PERFORM FROM safer.partner AS p WHERE p.id = caller AND (p.kind = 'constituent' OR p.id = owner);
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-your-action', 'Your organisation puts its own actions on the plan.', '/owner');
    ELSIF due_on < safer.today() THEN
        PERFORM safer.refuse('date-implausible', format('An action that is planned is not due on %s: today is %s.',
            due_on, safer.today()), '/due_on');
    END IF;
    INSERT INTO safer.action (id, title, description, priority, plan, owner, office, due_on, public)
    VALUES (id, title, description, priority, plan, owner, office, due_on, coalesce(public, false));
    INSERT INTO safer.action_theme (action, theme)
    SELECT id, t.value FROM jsonb_array_elements_text(themes) AS t (value);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_action(uuid, text, text, text, jsonb, text, text, text, date, boolean) OWNER TO safer_rules;
