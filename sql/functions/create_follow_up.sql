-- Keeps what a meeting asked to be reported back, and returns its id; NULL when there is no such meeting to see.
CREATE FUNCTION safer.create_follow_up(id uuid, meeting_id uuid, item uuid, decision uuid, fields jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    meeting safer.meeting;
    of safer.item;
    decided safer.decision;
BEGIN
    meeting := safer.kept_meeting(meeting_id, NULL);
    IF meeting.id IS NULL THEN
        PERFORM safer.refuse('unknown-meeting', 'There is no such meeting.', '/meeting');
    ELSIF meeting.state = 'cancelled' THEN
        PERFORM safer.refuse('state-conflict', 'The meeting is cancelled, so it has asked for nothing.', NULL,
            jsonb_build_object('state', meeting.state, 'allowed', jsonb_build_array()));
    END IF;
    of := safer.item_on_agenda(item, meeting.id, '/item');
    SELECT *
    INTO decided
    FROM safer.decision AS d
    WHERE d.id = decision
        AND d.meeting = meeting.id
        AND (NOT d.restricted OR d.body IN (SELECT r.body FROM safer.bodies_restricted() AS r (body)));
    IF decision IS NOT NULL AND decided.id IS NULL THEN
        PERFORM safer.refuse('unknown-decision', 'The meeting has made no such decision.', '/decision');
    END IF;
    PERFORM safer.add_follow_up(id, meeting.id, meeting.body, of.id, decided.id, fields,
        coalesce(of.restricted, false) OR coalesce(decided.restricted, false), '');
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_follow_up(uuid, uuid, uuid, uuid, jsonb) OWNER TO safer_rules;
