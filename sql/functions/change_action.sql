-- Changes what an action says of itself; changes has the names of the columns; what is not given stays. Whose it is, only
-- a constituent partner changes. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.change_action(action_id uuid, changes jsonb, themes jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.action;
    former_owner text;
BEGIN
    held := safer.hold_action(action_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.actions AS a WHERE a.id = held.id);
    former_owner := held.owner;
    held := jsonb_populate_record(held, jsonb_strip_nulls(changes));
    PERFORM safer.check_action_names(NULL, held.plan, held.owner, themes);
    IF held.owner <> former_owner AND NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-your-action', 'A constituent partner gives an action to another organisation.',
            '/owner');
    END IF;
    UPDATE safer.action AS a
    SET title = held.title, description = held.description, plan = held.plan, owner = held.owner,
        office = held.office, due_on = held.due_on, public = held.public
    WHERE a.id = held.id;
    IF themes IS NOT NULL THEN
        DELETE FROM safer.action_theme AS t WHERE t.action = held.id;
        INSERT INTO safer.action_theme (action, theme)
        SELECT held.id, t.value FROM jsonb_array_elements_text(themes) AS t (value);
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_action(uuid, jsonb, jsonb, integer) OWNER TO safer_rules;
