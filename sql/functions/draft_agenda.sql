-- Puts on the agenda of a meeting what stands on each agenda of its body, and what is to be reported back to it, as
-- far as it is not on it yet; a restricted item counts by its reference alone where the caller does not read it. Returns
-- the meeting's id and what it was; no row when there is none to see.
CREATE FUNCTION safer.draft_agenda(meeting_id uuid, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    meeting safer.meeting;
    standing safer.standing_item;
    beside safer.item;
    behind integer;
    due record;
    reads boolean;
    made uuid;
BEGIN
    meeting := safer.kept_meeting(meeting_id, if_match);
    IF meeting.id IS NULL THEN
        RETURN;
    ELSIF meeting.state <> 'scheduled' THEN
        PERFORM safer.refuse('state-conflict', format('The meeting is %s; an agenda is for one that is to come.',
            meeting.state), NULL, jsonb_build_object('state', meeting.state, 'allowed', jsonb_build_array()));
    END IF;
    reads := meeting.body IN (SELECT r.body FROM safer.bodies_restricted() AS r (body));
    object := meeting.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.meetings AS m WHERE m.id = meeting.id);
    FOR standing IN SELECT * FROM safer.standing_item AS s WHERE s.body = meeting.body ORDER BY s.place LOOP
        CONTINUE WHEN EXISTS (
            SELECT
            FROM safer.item AS i
            JOIN safer.item_text AS t ON t.item = i.id
            WHERE i.meeting = meeting.id
                AND (i.ref = standing.ref OR (NOT i.restricted OR reads) AND (t.title = standing.title
                    OR i.kind = standing.kind AND i.kind <> 'business')));
        made := safer.new_uuid();
        INSERT INTO safer.item (id, meeting, body, place, ref, kind)
        VALUES (made, meeting.id, meeting.body, standing.place * 10,
            coalesce(standing.ref, safer.free_item_ref(meeting.id, NULL)), standing.kind);
        INSERT INTO safer.item_text (item, title) VALUES (made, standing.title);
    END LOOP;
    SELECT *
    INTO beside
    FROM safer.item AS i
    WHERE i.meeting = meeting.id
        AND i.kind = 'follow_ups'
        AND (NOT i.restricted OR reads)
    ORDER BY i.place, i.id
    LIMIT 1;
    SELECT i.place
    INTO behind
    FROM safer.item AS i
    WHERE i.meeting = meeting.id
        AND i.kind = 'minutes'
        AND (NOT i.restricted OR reads)
    ORDER BY i.place
    LIMIT 1;
    behind := coalesce(beside.place, behind,
        (SELECT max(i.place) FROM safer.item AS i WHERE i.meeting = meeting.id), 0);
    FOR due IN
        SELECT f.id, f.text, f.restricted, safer.item_ground(f.item) AS ground
        FROM safer.follow_up AS f,
        LATERAL safer.follow_up_due(f.meeting, f.due) AS d
        WHERE f.body = meeting.body
            AND f.state = 'open'
            AND d.meeting = meeting.id
            AND (NOT f.restricted OR reads)
            AND NOT EXISTS (SELECT FROM safer.item AS i WHERE i.meeting = meeting.id AND i.follow_up = f.id)
        ORDER BY f.id
        FOR SHARE OF f
    LOOP
        made := safer.new_uuid();
        INSERT INTO safer.item (id, meeting, body, place, ref, restricted, exempt_ground, follow_up)
        VALUES (made, meeting.id, meeting.body, least(behind + 1, 9999), safer.free_item_ref(meeting.id, beside.ref),
            due.restricted, CASE WHEN due.restricted THEN coalesce(due.ground, 'not_stated') END, due.id);
        INSERT INTO safer.item_text (item, title, description)
        VALUES (made, left(due.text, 300), CASE WHEN char_length(due.text) > 300 THEN due.text END);
    END LOOP;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.draft_agenda(uuid, integer) OWNER TO safer_rules;
