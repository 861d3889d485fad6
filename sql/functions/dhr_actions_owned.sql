-- The partner whose own actions the caller may see and report on: the one it acts for, with a scope for it; else NULL.
CREATE FUNCTION safer.dhr_actions_owned()
RETURNS text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN CASE
        WHEN safer.has_scope('dhrs.report') OR safer.has_scope('dhrs.read') OR safer.has_scope('dhrs.write')
            THEN nullif(current_setting('safer.partner', true), '') END;
END
$$;

ALTER FUNCTION safer.dhr_actions_owned() OWNER TO safer_rules;
