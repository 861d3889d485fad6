-- Changes what is said of a meeting; changes has the names of the columns, and what is not given stays. Another time or
-- place counts the sequence up, which tells calendars. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.change_meeting(meeting_id uuid, changes jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    was safer.meeting;
    held safer.meeting;
BEGIN
    was := safer.kept_meeting(meeting_id, if_match);
    IF was.id IS NULL THEN
        RETURN;
    END IF;
    held := jsonb_populate_record(was, jsonb_strip_nulls(changes));
    IF (held.starts_at, held.ends_at, held.place) IS DISTINCT FROM (was.starts_at, was.ends_at, was.place) THEN
        PERFORM safer.check_meeting_state(was, '{scheduled}', 'Its time and place stay as they are.');
        held.sequence := was.sequence + 1;
    END IF;
    IF EXISTS (
            SELECT
            FROM safer.meeting AS m
            WHERE m.minutes_approved_at = held.id
                AND m.starts_at >= held.starts_at) THEN
        PERFORM safer.refuse('approval-invalid', 'It approved the minutes of a meeting that would be after it then.',
            '/starts_at');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.meetings AS m WHERE m.id = held.id);
    UPDATE safer.meeting AS m
    SET starts_at = held.starts_at, ends_at = held.ends_at, place = held.place, sequence = held.sequence,
        external_system = held.external_system, external_id = held.external_id, url = held.url, source = held.source,
        note = held.note
    WHERE m.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_meeting(uuid, jsonb, integer) OWNER TO safer_rules;
