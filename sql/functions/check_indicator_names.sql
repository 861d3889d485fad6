-- Refuses an indicator whose priority or source there is not.
CREATE FUNCTION safer.check_indicator_names(priority text, source text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM safer.check_priority('priority', priority, '/priority');
    PERFORM FROM safer.partner AS p WHERE p.id = check_indicator_names.source;
    IF source IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', source), '/source');
    END IF;
END
$$;

ALTER FUNCTION safer.check_indicator_names(text, text) OWNER TO safer_rules;
