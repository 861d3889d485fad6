-- Erases what events and stored replies say that a review, its recommendations and its actions were. Who read them stays,
-- and who was refused a text for a name: of these is kept what was asked for, which is no text.
CREATE FUNCTION safer.erase_dhr_events(dhr_id uuid)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    objects text[] := safer.dhr_objects(dhr_id);
    events uuid[] := ARRAY(
        SELECT e.id
        FROM safer.audit_event AS e
        WHERE e.object = ANY (objects)
            AND e.marking = 'dhr'
            AND safer.dhr_event_says(e.operation, e.before, e.after));
BEGIN
    PERFORM safer.erase_stored_replies(events, o.object) FROM unnest(objects) AS o (object);
    PERFORM safer.erase_events(events);
END
$$;

ALTER FUNCTION safer.erase_dhr_events(uuid) OWNER TO safer_rules;
