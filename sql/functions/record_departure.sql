-- Says with which item somebody left a meeting: from the next one on the office does not count. Refused where something
-- was resolved that only then had a quorum. Returns the id of the record and what it was; no row when there is none to
-- see.
CREATE FUNCTION safer.record_departure(attendance_id uuid, until_item uuid, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.attendance;
    met safer.meeting;
    resolved uuid[];
    lost record;
BEGIN
    held := safer.kept_attendance(attendance_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO met FROM safer.meeting AS m WHERE m.id = held.meeting;
    PERFORM safer.check_minutes_open(met);
    PERFORM safer.check_item_of(held.meeting, until_item, '/until_item');
    PERFORM safer.check_departure(held.from_item, until_item);
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.attendance AS a WHERE a.id = held.id);
    resolved := ARRAY(
        SELECT d.id
        FROM safer.decision AS d
        CROSS JOIN LATERAL safer.meeting_quorum(d.meeting, d.item) AS q
        WHERE d.meeting = held.meeting
            AND d.kind = 'resolved'
            AND q.quorate);
    UPDATE safer.attendance AS a SET until_item = record_departure.until_item WHERE a.id = held.id;
    SELECT i.ref, q.missing
    INTO lost
    FROM safer.decision AS d
    JOIN safer.item AS i ON i.id = d.item
    CROSS JOIN LATERAL safer.meeting_quorum(d.meeting, d.item) AS q
    WHERE d.id = ANY (resolved)
        AND NOT q.quorate
    ORDER BY i.place, i.id
    LIMIT 1;
    IF FOUND THEN
        PERFORM safer.refuse('no-quorum', format('Item %s was resolved while this office was counted: without it there was'
            ' no quorum.', lost.ref), '/until_item', jsonb_build_object('missing', lost.missing));
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.record_departure(uuid, uuid, integer) OWNER TO safer_rules;
