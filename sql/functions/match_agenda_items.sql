-- Says of each item of an agenda that was read which item of the meeting it is: the one with its external id, or else
-- the one with its reference, unless that has another external id. A reference that an item has which is not on the
-- agenda any more is a fault. Who reads nothing restricted names no restricted item, and beside one nothing that is not
-- found either: else guesses would tell what is withheld of it.
CREATE FUNCTION safer.match_agenda_items(meeting_id uuid, external_system text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    body text := (SELECT m.body FROM safer.meeting AS m WHERE m.id = meeting_id);
    reads boolean := body IN (SELECT r.body FROM safer.bodies_restricted() AS r (body));
BEGIN
    UPDATE pg_temp.agenda_item AS a
    SET known = (
        SELECT i.id
        FROM safer.item AS i
        WHERE i.meeting = meeting_id
            AND i.external_system = match_agenda_items.external_system
            AND i.external_id = a.said ->> 'external_id'
            AND (NOT i.restricted OR reads)
        ORDER BY i.place, i.id
        LIMIT 1);
    UPDATE pg_temp.agenda_item AS a
    SET known = i.id
    FROM safer.item AS i
    WHERE a.known IS NULL
        AND i.meeting = meeting_id
        AND i.ref = a.said ->> 'ref'
        AND (NOT i.restricted OR reads)
        AND (i.external_id IS NULL OR NOT a.said ? 'external_id'
            OR i.external_system <> match_agenda_items.external_system)
        AND NOT EXISTS (SELECT FROM pg_temp.agenda_item AS b WHERE b.known = i.id);
    IF NOT reads
            AND EXISTS (SELECT FROM pg_temp.agenda_item AS a WHERE a.known IS NULL)
            AND EXISTS (SELECT FROM safer.item AS i WHERE i.meeting = meeting_id AND i.restricted) THEN
        PERFORM safer.check_restricted_scope(body);
    END IF;
    PERFORM safer.keep_agenda_fault(a.item, NULL, 'ref', 'ref-taken',
        'An item here that is not in this agenda has this reference: take it off, or give it another.')
    FROM pg_temp.agenda_item AS a
    JOIN safer.item AS i ON i.meeting = meeting_id AND i.ref = a.said ->> 'ref'
    WHERE NOT EXISTS (SELECT FROM pg_temp.agenda_item AS b WHERE b.known = i.id);
END
$$;

ALTER FUNCTION safer.match_agenda_items(uuid, text) OWNER TO safer_rules;
