-- Closes a follow-up, by the item of a later meeting that answers it or for a reason. Returns its id and what it
-- was; no row when there is none to see.
CREATE FUNCTION safer.close_follow_up(follow_up_id uuid, item uuid, reason text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.follow_up;
    asked safer.meeting;
BEGIN
    SELECT * INTO held FROM safer.follow_up AS f WHERE f.id = follow_up_id;
    SELECT * INTO asked FROM safer.meeting AS m WHERE m.id = held.meeting;
    IF held.id IS NULL
            OR held.restricted AND held.body NOT IN (SELECT r.body FROM safer.bodies_restricted() AS r (body))
            OR held.body NOT IN (
                SELECT j.body FROM safer.bodies_joined() AS j (body)
                UNION ALL
                SELECT k.body FROM safer.bodies_kept() AS k (body))
            AND (asked.minutes_on IS NULL OR EXISTS (
                SELECT
                FROM safer.decision AS d
                JOIN safer.minute AS n ON n.id = d.minute
                WHERE d.id = held.decision
                    AND n.published_on IS NULL)) THEN
        RETURN;
    END IF;
    PERFORM FROM safer.kept_meeting(held.meeting, NULL) AS m WHERE m.id IS NOT NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- After its meeting, as whoever restricts an item does; it may be restricted by now.
    SELECT * INTO held FROM safer.follow_up AS f WHERE f.id = follow_up_id FOR NO KEY UPDATE;
    IF held.restricted AND held.body NOT IN (SELECT r.body FROM safer.bodies_restricted() AS r (body)) THEN
        RETURN;
    ELSIF held.state = 'closed' THEN
        PERFORM safer.refuse('state-conflict', 'The follow-up is closed already.', NULL,
            jsonb_build_object('state', held.state, 'allowed', jsonb_build_array()));
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The follow-up has changed since you read it. Read it again, then decide.');
    END IF;
    PERFORM
    FROM safer.item AS i
    JOIN safer.meeting AS m ON m.id = i.meeting
    WHERE i.id = close_follow_up.item
        AND m.body = held.body
        AND m.starts_at > asked.starts_at;
    IF item IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('item-of-another-meeting', 'A follow-up is closed by an item of a later meeting of the same'
            ' body.', '/item');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(f)) FROM api.follow_ups AS f WHERE f.id = held.id);
    UPDATE safer.follow_up AS f
    SET state = 'closed', closed_by = close_follow_up.item, closed_because = reason, closed_at = now()
    WHERE f.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.close_follow_up(uuid, uuid, text, integer) OWNER TO safer_rules;
