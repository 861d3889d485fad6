-- The priority, plan and owner that an action names must exist, and each of its themes, once.
CREATE FUNCTION safer.check_action_names(priority text, plan text, owner text, themes jsonb)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    item record;
BEGIN
    IF priority IS NOT NULL THEN
        PERFORM safer.check_priority('priority', priority, '/priority');
    END IF;
    PERFORM FROM safer.plan AS p WHERE p.id = plan;
    IF plan IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-plan', format('There is no plan ''%s''.', plan), '/plan');
    END IF;
    PERFORM FROM safer.partner AS p WHERE p.id = owner;
    IF owner IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', owner), '/owner');
    END IF;
    FOR item IN
        SELECT t.value, '/themes/' || t.place - 1 AS pointer,
            row_number() OVER (PARTITION BY t.value ORDER BY t.place) > 1 AS repeated
        FROM jsonb_array_elements_text(themes) WITH ORDINALITY AS t (value, place)
        ORDER BY t.place
    LOOP
        IF item.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('''%s'' is named twice.', item.value), item.pointer);
        END IF;
        PERFORM safer.check_priority('theme', item.value, item.pointer);
    END LOOP;
END
$$;

ALTER FUNCTION safer.check_action_names(text, text, text, jsonb) OWNER TO safer_rules;
