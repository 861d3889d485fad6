-- Says of each item of an agenda that was read which item of the meeting it is: the one with its external id, or else
-- the one with its reference, unless that has another external id. A reference that an item has which is not on the
-- agenda any more is a fault.
CREATE FUNCTION safer.match_agenda_items(meeting_id uuid, external_system text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    UPDATE pg_temp.agenda_item AS a
    SET known = (
        SELECT i.id
        FROM safer.item AS i
        WHERE i.meeting = meeting_id
            AND i.external_system = match_agenda_items.external_system
            AND i.external_id = a.said ->> 'external_id'
        ORDER BY i.place, i.id
        LIMIT 1);
    UPDATE pg_temp.agenda_item AS a
    SET known = i.id
    FROM safer.item AS i
    WHERE a.known IS NULL
        AND i.meeting = meeting_id
        AND i.ref = a.said ->> 'ref'
        AND (i.external_id IS NULL OR NOT a.said ? 'external_id'
            OR i.external_system <> match_agenda_items.external_system)
        AND NOT EXISTS (SELECT FROM pg_temp.agenda_item AS b WHERE b.known = i.id);
    PERFORM safer.keep_agenda_fault(a.item, NULL, 'ref', 'ref-taken',
        'An item here that is not in this agenda has this reference: take it off, or give it another.')
    FROM pg_temp.agenda_item AS a
    JOIN safer.item AS i ON i.meeting = meeting_id AND i.ref = a.said ->> 'ref'
    WHERE NOT EXISTS (SELECT FROM pg_temp.agenda_item AS b WHERE b.known = i.id);
END
$$;

ALTER FUNCTION safer.match_agenda_items(uuid, text) OWNER TO safer_rules;
