-- Refuses who may not touch what the body does not publish.
CREATE FUNCTION safer.check_restricted_scope(body text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF body NOT IN (SELECT r.body FROM safer.bodies_restricted() AS r (body)) THEN
        PERFORM safer.refuse('restricted-scope-needed', 'This is not for publication. It is written with the scope'
            ' restricted.read as well, by an organisation that belongs to the body.');
    END IF;
END
$$;

ALTER FUNCTION safer.check_restricted_scope(text) OWNER TO safer_rules;
