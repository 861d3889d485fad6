-- Records that an office was at a meeting, and in which capacity. A member belongs to the body on the day, a deputy stands
-- for an office of its own partner that does. Returns its id; NULL when there is no such meeting to see.
CREATE FUNCTION safer.create_attendance(id uuid, meeting_id uuid, attendance jsonb, person text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
    made safer.attendance;
    day date;
BEGIN
    held := safer.kept_meeting(meeting_id, NULL);
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_meeting_state(held, '{scheduled,held}', 'Nobody was there.');
    PERFORM safer.check_minutes_open(held);
    made := jsonb_populate_record(NULL::safer.attendance, attendance);
    day := (held.starts_at AT TIME ZONE 'Europe/London')::date;
    IF made.capacity = 'member' AND NOT safer.is_member_office(held.body, made.partner, made.office, day) THEN
        PERFORM safer.refuse('not-a-member', format('No such office belongs to the body on %s.', day), '/office');
    ELSIF made.capacity = 'deputy'
            AND NOT coalesce(safer.is_member_office(held.body, made.partner, made.deputy_for, day), false) THEN
        PERFORM safer.refuse('deputy-of-nobody',
            format('A deputy stands for an office of its own organisation that belongs to the body on %s.', day),
            '/deputy_for');
    ELSIF made.capacity <> 'deputy' AND made.deputy_for IS NOT NULL THEN
        PERFORM safer.refuse('deputy-of-nobody', 'Only a deputy stands for another office.', '/deputy_for');
    END IF;
    PERFORM safer.check_item_of(held.id, made.from_item, '/from_item');
    PERFORM safer.check_item_of(held.id, made.until_item, '/until_item');
    PERFORM safer.check_departure(made.from_item, made.until_item);
    INSERT INTO safer.attendance (id, meeting, partner, organisation, office, capacity, deputy_for, from_item, until_item)
    VALUES (id, held.id, made.partner, made.organisation, made.office, made.capacity, made.deputy_for, made.from_item,
        made.until_item);
    IF person IS NOT NULL THEN
        INSERT INTO safer.attendance_person (attendance, person) VALUES (id, person);
    END IF;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_attendance(uuid, uuid, jsonb, text) OWNER TO safer_rules;
