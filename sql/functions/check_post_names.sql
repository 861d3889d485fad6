-- The employer, host and fund that a post names must exist.
CREATE FUNCTION safer.check_post_names(employer text, host text, fund text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = employer;
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', employer), '/employer');
    END IF;
    PERFORM FROM safer.partner AS p WHERE p.id = host;
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', host), '/host');
    END IF;
    PERFORM FROM safer.fund AS f WHERE f.id = fund;
    IF fund IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-fund', format('There is no fund ''%s''.', fund), '/fund');
    END IF;
END
$$;

ALTER FUNCTION safer.check_post_names(text, text, text) OWNER TO safer_rules;
