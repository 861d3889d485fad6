-- Refuses to resolve at a meeting, or at an item of it, without a quorum. What was discussed can be recommended.
CREATE FUNCTION safer.check_quorum(meeting_id uuid, item_id uuid, kind text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    found record;
BEGIN
    SELECT q.quorate, q.missing INTO found FROM safer.meeting_quorum(meeting_id, item_id) AS q;
    IF kind = 'resolved' AND NOT found.quorate THEN
        PERFORM safer.refuse('no-quorum', format('There is no quorum%s%s, so nothing is resolved. What was discussed can'
            ' be kept with the kind recommended, for a meeting that has one.',
            CASE WHEN item_id IS NULL THEN '' ELSE ' at this item' END,
            ': missing ' || nullif((SELECT string_agg(m.value, ', ')
                FROM jsonb_array_elements_text(found.missing) AS m (value)), '')), NULL,
            jsonb_build_object('missing', found.missing));
    END IF;
END
$$;

ALTER FUNCTION safer.check_quorum(uuid, uuid, text) OWNER TO safer_rules;
