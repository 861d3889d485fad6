-- Refuses a follow-up that is none of the body's, or none that the caller may know of.
CREATE FUNCTION safer.check_follow_up_named(follow_up_id uuid, body text, pointer text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM
    FROM safer.follow_up AS f
    WHERE f.id = follow_up_id
        AND f.body = check_follow_up_named.body
        AND (NOT f.restricted OR f.body IN (SELECT r.body FROM safer.bodies_restricted() AS r (body)));
    IF follow_up_id IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-follow-up', 'The body has no such follow-up.', pointer);
    END IF;
END
$$;

ALTER FUNCTION safer.check_follow_up_named(uuid, text, text) OWNER TO safer_rules;
