-- Publishes notice of a meeting, its agenda or its minutes: what of it was a draft until now. An agenda gives notice too,
-- and a second one is a supplement. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.publish_meeting(meeting_id uuid, what text, published_on date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
    day date := coalesce(published_on, safer.today());
BEGIN
    held := safer.kept_meeting(meeting_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    IF what = 'minutes' THEN
        PERFORM safer.check_meeting_state(held, '{held}', 'Minutes are of one that was held.');
    ELSIF what = 'agenda' THEN
        PERFORM safer.check_meeting_state(held, '{scheduled,held}', 'It has no agenda to publish.');
    END IF;
    IF day > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('Nothing was published on %s: today is %s.', day, safer.today()),
            '/published_on');
    ELSIF NOT (CASE what
            WHEN 'notice' THEN held.notice_on IS NULL
            WHEN 'agenda' THEN EXISTS (
                    SELECT FROM safer.item AS i WHERE i.meeting = held.id AND i.published_on IS NULL)
                OR EXISTS (SELECT FROM safer.paper AS p WHERE p.meeting = held.id AND p.published_on IS NULL)
            ELSE EXISTS (SELECT FROM safer.minute AS n WHERE n.meeting = held.id AND n.published_on IS NULL) END) THEN
        PERFORM safer.refuse('nothing-to-publish', CASE what
            WHEN 'notice' THEN 'Notice of this meeting has been given.'
            WHEN 'agenda' THEN 'There is nothing on the agenda that is not published.'
            ELSE 'There are no minutes that are not published.' END);
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.meetings AS m WHERE m.id = held.id);
    INSERT INTO safer.publication (meeting, step, what, published_on, recorded_by)
    SELECT held.id, count(*) + 1, publish_meeting.what, day, nullif(current_setting('safer.partner', true), '')
    FROM safer.publication AS p
    WHERE p.meeting = held.id;
    UPDATE safer.meeting AS m
    SET notice_on = coalesce(m.notice_on, day),
        agenda_on = CASE WHEN what = 'agenda' THEN coalesce(m.agenda_on, day) ELSE m.agenda_on END,
        minutes_on = CASE WHEN what = 'minutes' THEN coalesce(m.minutes_on, day) ELSE m.minutes_on END
    WHERE m.id = held.id;
    IF what = 'agenda' THEN
        UPDATE safer.item AS i SET published_on = day WHERE i.meeting = held.id AND i.published_on IS NULL;
        UPDATE safer.paper AS p SET published_on = day WHERE p.meeting = held.id AND p.published_on IS NULL;
    ELSIF what = 'minutes' THEN
        UPDATE safer.minute AS n SET published_on = day WHERE n.meeting = held.id AND n.published_on IS NULL;
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.publish_meeting(uuid, text, date, integer) OWNER TO safer_rules;
