-- Writes a minute of a meeting, under the number after the last of the body's, and returns its id; NULL when there is
-- no such meeting to see.
CREATE FUNCTION safer.create_minute(id uuid, meeting_id uuid, item uuid, title text, text text, restricted boolean,
    exempt_ground text, public_interest text, corrects uuid)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    meeting safer.meeting;
    of safer.item;
    corrected record;
BEGIN
    -- Of the body the next number is, and before its meeting, as an import does.
    PERFORM
    FROM safer.body AS b
    WHERE b.id = (SELECT m.body FROM safer.meeting AS m WHERE m.id = meeting_id)
        AND b.id IN (SELECT k.body FROM safer.bodies_kept() AS k (body))
    FOR NO KEY UPDATE;
    meeting := safer.open_meeting(meeting_id);
    IF meeting.id IS NULL THEN
        RETURN NULL;
    END IF;
    of := safer.item_on_agenda(item, meeting.id, '/item');
    restricted := coalesce(restricted, false);
    PERFORM safer.check_restriction(restricted, exempt_ground, public_interest, NULL);
    PERFORM safer.hold_corrected(corrects);
    SELECT m.id, coalesce(m.exempt_ground, safer.item_ground(m.item)) AS ground
    INTO corrected
    FROM safer.minute AS m
    JOIN safer.meeting AS w ON w.id = m.meeting
    WHERE m.id = corrects
        AND m.body = meeting.body
        AND w.minutes_approved_at IS NOT NULL;
    IF corrects IS NOT NULL AND corrected.id IS NULL THEN
        PERFORM safer.refuse('correction-invalid', 'What is corrected is an approved minute of the same body.',
            '/corrects');
    ELSIF corrected.ground IS NOT NULL AND NOT (restricted OR coalesce(of.restricted, false)) THEN
        PERFORM safer.refuse('restriction-invalid', 'What it corrects is restricted, so it is restricted as well.',
            '/restricted');
    ELSIF restricted THEN
        PERFORM safer.check_restricted_scope(meeting.body);
    END IF;
    INSERT INTO safer.minute (id, meeting, body, number, item, restricted, exempt_ground, public_interest, corrects)
    SELECT id, meeting.id, meeting.body, coalesce(max(m.number), 0) + 1, of.id, restricted, exempt_ground,
        public_interest, corrects
    FROM safer.minute AS m
    WHERE m.body = meeting.body;
    INSERT INTO safer.minute_text (minute, title, text) VALUES (id, title, text);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_minute(uuid, uuid, uuid, text, text, boolean, text, text, uuid) OWNER TO safer_rules;
