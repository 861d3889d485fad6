-- Finds the meeting of a body that its published agenda is of, by its external id, or the one of that day that has
-- none, and brings it up to date; makes it when there is none. It is one that is to come: what was held or cancelled
-- stays.
CREATE FUNCTION safer.import_meeting(body_id text, said jsonb)
RETURNS TABLE (id uuid, became text, changed text[], before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
BEGIN
    SELECT *
    INTO held
    FROM safer.meeting AS m
    WHERE m.body = body_id
        AND m.external_system = said ->> 'external_system'
        AND m.external_id = said ->> 'external_id'
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        SELECT *
        INTO held
        FROM safer.meeting AS m
        WHERE m.body = body_id
            AND m.external_id IS NULL
            AND m.state <> 'cancelled'
            AND (m.starts_at AT TIME ZONE 'Europe/London')::date
                = ((said ->> 'starts_at')::timestamptz AT TIME ZONE 'Europe/London')::date
        ORDER BY m.starts_at <> (said ->> 'starts_at')::timestamptz, m.starts_at, m.id
        LIMIT 1
        FOR NO KEY UPDATE;
    END IF;
    IF (said ->> 'ends_at')::timestamptz NOT BETWEEN (said ->> 'starts_at')::timestamptz + interval '1 second'
            AND (said ->> 'starts_at')::timestamptz + interval '2 days' THEN
        PERFORM safer.refuse('times-invalid', 'A meeting ends after it starts, within two days.', '/ends_at');
    ELSIF NOT said ? 'ends_at' AND held.ends_at NOT BETWEEN (said ->> 'starts_at')::timestamptz + interval '1 second'
            AND (said ->> 'starts_at')::timestamptz + interval '2 days' THEN
        PERFORM safer.refuse('times-invalid', 'The meeting would end before it starts: say when it ends now.',
            '/ends_at');
    END IF;
    changed := '{}';
    IF held.id IS NULL THEN
        id := safer.new_uuid();
        became := 'created';
        PERFORM safer.create_meeting(id, said || jsonb_build_object('body', body_id));
        RETURN NEXT;
        RETURN;
    END IF;
    id := held.id;
    held := safer.open_meeting(id);
    PERFORM safer.check_meeting_state(held, '{scheduled}', 'An agenda is brought for one that is to come.');
    changed := ARRAY(
        SELECT s.key
        FROM jsonb_each(said) AS s
        WHERE to_jsonb(held) -> s.key IS DISTINCT FROM s.value
        ORDER BY s.key);
    became := CASE changed WHEN '{}' THEN 'unchanged' ELSE 'changed' END;
    IF became = 'changed' THEN
        SELECT c.before INTO before FROM safer.change_meeting(id, said, NULL) AS c;
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.import_meeting(text, jsonb) OWNER TO safer_rules;
