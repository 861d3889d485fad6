-- Refuses to publish an indicator of a priority that is in no set but drafts: everybody would be told of what only partners
-- may read.
CREATE FUNCTION safer.check_publication(priority text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM
    FROM safer.priority_set_member AS m
    JOIN safer.priority_set AS s ON s.id = m.priority_set
    WHERE m.priority = check_publication.priority
        AND s.state <> 'draft';
    IF NOT FOUND THEN
        PERFORM safer.refuse('priority-not-published', format('The priority ''%s'' is in no set that is agreed, so an'
            ' indicator of it is not published. Agree the set first.', priority), '/priority');
    END IF;
END
$$;

ALTER FUNCTION safer.check_publication(text) OWNER TO safer_rules;
