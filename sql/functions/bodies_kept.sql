-- The bodies whose meetings the caller keeps, so that it sees their drafts: with the scope meetings.write all of them for
-- a constituent partner, whose team serves them, and for another partner those it belongs to.
CREATE FUNCTION safer.bodies_kept()
RETURNS SETOF text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF safer.has_scope('meetings.write') THEN
        RETURN QUERY
        SELECT b.id
        FROM safer.body AS b
        WHERE safer.is_constituent_partner()
        UNION
        SELECT j.body FROM safer.bodies_joined() AS j (body);
    END IF;
END
$$;

ALTER FUNCTION safer.bodies_kept() OWNER TO safer_rules;
