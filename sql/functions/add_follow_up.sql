-- Keeps what is to be reported back, as a decision or a request of its own says it.
CREATE FUNCTION safer.add_follow_up(id uuid, meeting_id uuid, body text, item_id uuid, decision_id uuid, fields
    jsonb, restricted boolean, pointer text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = fields ->> 'partner';
    IF fields ->> 'partner' IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', fields ->> 'partner'),
            pointer || '/partner');
    END IF;
    INSERT INTO safer.follow_up (id, meeting, body, item, decision, text, due, partner, office, restricted)
    VALUES (id, meeting_id, body, item_id, decision_id, fields ->> 'text', coalesce(fields ->> 'due', 'next_meeting'),
        fields ->> 'partner', fields ->> 'office', restricted);
END
$$;

ALTER FUNCTION safer.add_follow_up(uuid, uuid, text, uuid, uuid, jsonb, boolean, text) OWNER TO safer_rules;
