-- The quorum of a meeting as the caller may know it: who was there is told with the minutes, and before to who keeps the
-- meetings of the body; what the replies let expect, to who belongs to it too. NULL when there is no such meeting.
CREATE FUNCTION safer.quorum_shown(meeting uuid)
RETURNS json
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.meeting;
    kept boolean;
    joined boolean;
    shown boolean;
    q record;
BEGIN
    SELECT * INTO held FROM safer.meeting AS m WHERE m.id = meeting;
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    kept := held.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body));
    joined := held.body IN (SELECT b.body FROM safer.bodies_joined() AS b (body));
    IF NOT (kept OR (held.notice_on IS NOT NULL AND held.body IN (SELECT b.body FROM safer.bodies_shown() AS b (body)))) THEN
        RETURN NULL;
    END IF;
    shown := kept OR held.minutes_on IS NOT NULL;
    SELECT * INTO q FROM safer.meeting_quorum(meeting, NULL);
    RETURN json_build_object('rule', q.rule, 'needed', q.needed,
        'quorate', CASE WHEN shown THEN q.quorate END,
        'counted', CASE WHEN shown THEN q.counted END,
        'present', CASE WHEN shown THEN q.present ELSE '[]' END,
        'missing', CASE WHEN shown THEN q.missing ELSE '[]' END,
        'inquorate_items', (
            SELECT coalesce(json_agg(json_build_object('item', i.id, 'ref', i.ref, 'missing', a.missing)
                ORDER BY i.place, i.id), '[]')
            FROM safer.item AS i,
            LATERAL safer.meeting_quorum(meeting, i.id) AS a
            WHERE i.meeting = held.id
                AND shown
                AND (kept OR i.published_on IS NOT NULL)
                AND NOT a.quorate
                AND held.state = 'held'),
        'expected', CASE WHEN kept OR joined THEN (
            SELECT json_build_object('quorate', e.quorate, 'present', e.present, 'missing', e.missing)
            FROM safer.expected_quorum(meeting) AS e) END);
END
$$;

ALTER FUNCTION safer.quorum_shown(uuid) OWNER TO safer_rules;
