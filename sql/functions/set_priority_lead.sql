-- Says which office leads a priority from a day on; one of the same day is corrected. Returns the priority's id and
-- what it was; no row when there is no such priority.
CREATE FUNCTION safer.set_priority_lead(priority text, from_on date, to_on date, office text, partner text,
    source text, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM
    FROM safer.priority AS p
    WHERE p.id = set_priority_lead.priority
        AND p.kind = 'priority'
        AND nullif(current_setting('safer.partner', true), '') IS NOT NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM safer.check_constituent('Only a constituent partner says who leads a priority.');
    PERFORM FROM safer.partner AS p WHERE p.id = set_priority_lead.partner;
    IF partner IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', partner), '/partner');
    ELSIF to_on < from_on THEN
        PERFORM safer.refuse('term-invalid', 'The lead would end before it begins.', '/to_on');
    END IF;
    object := priority;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.priorities AS p WHERE p.id = object);
    INSERT INTO safer.priority_lead (priority, from_on, to_on, office, partner, source, note)
    VALUES (priority, from_on, to_on, office, partner, source, note)
    ON CONFLICT ON CONSTRAINT priority_lead_pkey DO UPDATE
    SET to_on = excluded.to_on, office = excluded.office, partner = excluded.partner, source = excluded.source,
        note = excluded.note;
    UPDATE safer.priority AS p SET written_by = pg_current_xact_id() WHERE p.id = object;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_priority_lead(text, date, date, text, text, text, text) OWNER TO safer_rules;
