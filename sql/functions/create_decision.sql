-- Keeps what a meeting resolved or recommended, with the options it had and what is to be reported back, and returns
-- its id; NULL when there is no such meeting to see. Without a quorum nothing is resolved.
CREATE FUNCTION safer.create_decision(id uuid, meeting_id uuid, fields jsonb, options jsonb, follow_up jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    meeting safer.meeting;
    made safer.decision;
    of safer.item;
    minuted safer.minute;
    followed boolean;
BEGIN
    meeting := safer.open_meeting(meeting_id);
    IF meeting.id IS NULL THEN
        RETURN NULL;
    END IF;
    made := jsonb_populate_record(NULL::safer.decision,
        '{"kind": "resolved", "stage": "final"}' || jsonb_strip_nulls(fields));
    of := safer.item_on_agenda(made.item, meeting.id, '/item');
    SELECT * INTO minuted FROM safer.minute AS m WHERE m.id = made.minute AND m.meeting = meeting.id;
    IF made.minute IS NOT NULL AND minuted.id IS NULL THEN
        PERFORM safer.refuse('item-of-another-meeting', 'The minute is not one of this meeting.', '/minute');
    ELSIF minuted.restricted OR safer.item_ground(minuted.item) IS NOT NULL THEN
        PERFORM safer.check_restricted_scope(meeting.body);
    END IF;
    made.restricted := coalesce(of.restricted, false) OR coalesce(minuted.restricted, false)
        OR safer.item_ground(minuted.item) IS NOT NULL;
    IF (made.stage = 'conditional') <> (made.condition IS NOT NULL) THEN
        PERFORM safer.refuse('decision-invalid', CASE WHEN made.condition IS NULL THEN 'Say what the condition is.'
            ELSE 'A condition is for a conditional decision.' END, '/condition');
    END IF;
    SELECT d.restricted
    INTO followed
    FROM safer.decision AS d
    WHERE d.id = made.follows
        AND d.body = meeting.body
        AND (NOT d.restricted OR d.body IN (SELECT r.body FROM safer.bodies_restricted() AS r (body)));
    IF made.follows IS NOT NULL AND followed IS NULL THEN
        PERFORM safer.refuse('unknown-decision', 'The body has made no such decision.', '/follows');
    END IF;
    PERFORM safer.check_quorum(meeting.id, of.id, made.kind);
    INSERT INTO safer.decision (id, meeting, body, item, minute, kind, stage, condition, text, follows, restricted,
        recorded_by)
    VALUES (id, meeting.id, meeting.body, of.id, minuted.id, made.kind, made.stage, made.condition, made.text,
        made.follows, made.restricted, nullif(current_setting('safer.partner', true), ''));
    INSERT INTO safer.decision_option (decision, place, text, chosen)
    SELECT id, o.place, o.value ->> 'text', coalesce((o.value ->> 'chosen')::boolean, false)
    FROM jsonb_array_elements(options) WITH ORDINALITY AS o (value, place);
    IF follow_up IS NOT NULL THEN
        PERFORM safer.add_follow_up(safer.new_uuid(), meeting.id, meeting.body, of.id, id, follow_up, made.restricted,
            '/follow_up');
    END IF;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_decision(uuid, uuid, jsonb, jsonb, jsonb) OWNER TO safer_rules;
