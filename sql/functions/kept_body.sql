-- Holds a body for a change of what its officers keep, and returns it; NULL when there is no such body.
CREATE FUNCTION safer.kept_body(body_id text, if_match integer)
RETURNS safer.body
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.body;
BEGIN
    SELECT * INTO held FROM safer.body AS b WHERE b.id = body_id FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN NULL;
    ELSIF held.id NOT IN (SELECT b.body FROM safer.bodies_kept() AS b (body)) THEN
        PERFORM safer.refuse('not-your-body', 'This body is kept by its members and by the constituent partners.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The body has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_body(text, integer) OWNER TO safer_rules;
