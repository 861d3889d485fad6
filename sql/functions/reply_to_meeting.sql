-- Says for the caller's partner whether an office of its own that belongs to the body will come to a meeting, send a
-- deputy or not come; said again, the last word counts. Returns the meeting's id; NULL when there is none to see.
CREATE FUNCTION safer.reply_to_meeting(meeting_id uuid, office text, answer text, deputy_office text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.meeting;
BEGIN
    held := safer.kept_meeting(meeting_id, NULL);
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_meeting_state(held, '{scheduled}', 'Replies are to one that is scheduled.');
    IF NOT safer.is_member_office(held.body, caller, office, (held.starts_at AT TIME ZONE 'Europe/London')::date) THEN
        PERFORM safer.refuse('not-a-member', 'No such office of your organisation belongs to the body on that day.',
            '/office');
    ELSIF (answer = 'sends_deputy') <> (deputy_office IS NOT NULL) THEN
        PERFORM safer.refuse('deputy-of-nobody', 'Name the deputy''s office when one is sent, and only then.',
            '/deputy_office');
    END IF;
    INSERT INTO safer.meeting_reply (meeting, partner, office, answer, deputy_office)
    VALUES (held.id, caller, office, answer, deputy_office)
    ON CONFLICT ON CONSTRAINT meeting_reply_pkey DO UPDATE
    SET answer = excluded.answer, deputy_office = excluded.deputy_office, replied_at = excluded.replied_at;
    RETURN held.id;
END
$$;

ALTER FUNCTION safer.reply_to_meeting(uuid, text, text, text) OWNER TO safer_rules;
