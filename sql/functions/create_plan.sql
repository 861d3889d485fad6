-- Makes a plan with what it is for, and returns its id.
CREATE FUNCTION safer.create_plan(id text, title text, owner text, state text, due_regard boolean, starts_on date,
    ends_on date, source text, note text, aims jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM safer.check_constituent('Only a constituent partner adds a plan.');
    PERFORM safer.check_id_free('plan', id, format('There is a plan ''%s'' already.', id));
    PERFORM FROM safer.partner AS p WHERE p.id = owner;
    IF owner IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', owner), '/owner');
    ELSIF ends_on < starts_on THEN
        PERFORM safer.refuse('term-invalid', 'The plan would end before it starts.', '/ends_on');
    END IF;
    INSERT INTO safer.plan (id, title, owner, state, due_regard, starts_on, ends_on, source, note)
    VALUES (id, title, owner, coalesce(state, 'published'), coalesce(due_regard, false), starts_on, ends_on, source,
        note);
    INSERT INTO safer.plan_aim (plan, place, kind, text)
    SELECT id, a.place, a.value ->> 'kind', a.value ->> 'text'
    FROM jsonb_array_elements(aims) WITH ORDINALITY AS a (value, place);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_plan(text, text, text, text, boolean, date, date, text, text, jsonb) OWNER TO safer_rules;
