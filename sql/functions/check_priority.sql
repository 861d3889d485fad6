-- Refuses what is no priority (or, as wanted says, no theme), naming the place in the body.
CREATE FUNCTION safer.check_priority(wanted text, id text, pointer text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM FROM safer.priority AS p WHERE p.id = check_priority.id AND p.kind = wanted;
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-priority', format('There is no %s ''%s''.', wanted, id), pointer);
    END IF;
END
$$;

ALTER FUNCTION safer.check_priority(text, text, text) OWNER TO safer_rules;
