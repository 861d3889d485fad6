-- Puts an item on the agenda of a meeting, as a draft until the agenda is published, and returns its id; NULL when
-- there is no such meeting to see.
CREATE FUNCTION safer.create_item(id uuid, meeting_id uuid, fields jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    meeting safer.meeting;
    made safer.item;
    says safer.item_text;
BEGIN
    meeting := safer.kept_meeting(meeting_id, NULL);
    IF meeting.id IS NULL THEN
        RETURN NULL;
    ELSIF meeting.state = 'cancelled' THEN
        PERFORM safer.refuse('state-conflict', 'The meeting is cancelled, so nothing is put on its agenda.', NULL,
            jsonb_build_object('state', meeting.state, 'allowed', jsonb_build_array()));
    END IF;
    made := jsonb_populate_record(NULL::safer.item,
        '{"kind": "business", "restricted": false, "marking": "OFFICIAL", "verbal": false}'
        || jsonb_strip_nulls(fields));
    says := jsonb_populate_record(NULL::safer.item_text, fields);
    PERFORM safer.check_restriction(made.restricted, made.exempt_ground, made.public_interest, made.public_title);
    IF made.restricted THEN
        PERFORM safer.check_restricted_scope(meeting.body);
    END IF;
    PERFORM FROM safer.follow_up AS f WHERE f.id = made.follow_up AND f.body = meeting.body FOR SHARE; -- being restricted?
    PERFORM safer.check_follow_up_named(made.follow_up, meeting.body, '/follow_up');
    PERFORM FROM safer.follow_up AS f WHERE f.id = made.follow_up AND f.restricted AND NOT made.restricted;
    IF FOUND THEN
        PERFORM safer.refuse('restriction-invalid', 'What it takes up is restricted, so it is restricted as well.',
            '/restricted');
    END IF;
    INSERT INTO safer.item (id, meeting, body, place, ref, kind, restricted, exempt_ground, public_interest, public_title,
        marking, verbal, page_from, page_to, follow_up, external_system, external_id, url)
    SELECT id, meeting.id, meeting.body, coalesce(made.place, max(i.place) + 1, 1), made.ref, made.kind, made.restricted,
        made.exempt_ground, made.public_interest, made.public_title, made.marking, made.verbal, made.page_from,
        made.page_to, made.follow_up, made.external_system, made.external_id, made.url
    FROM safer.item AS i
    WHERE i.meeting = meeting.id;
    INSERT INTO safer.item_text (item, title, description, note) VALUES (id, says.title, says.description, says.note);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_item(uuid, uuid, jsonb) OWNER TO safer_rules;
