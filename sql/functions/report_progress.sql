-- Keeps what the owner of an action, or a constituent partner, says of its progress. Returns the action's id and what
-- it was; no row when there is none to see.
CREATE FUNCTION safer.report_progress(progress_id uuid, action_id uuid, reported_on date, text text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.action;
BEGIN
    held := safer.hold_action(action_id, NULL);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    reported_on := coalesce(reported_on, safer.today());
    PERFORM safer.check_reported(reported_on);
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.actions AS a WHERE a.id = held.id);
    INSERT INTO safer.action_progress (id, action, reported_on, text, partner)
    VALUES (progress_id, held.id, reported_on, text, nullif(current_setting('safer.partner', true), ''));
    UPDATE safer.action AS a SET written_by = pg_current_xact_id() WHERE a.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.report_progress(uuid, uuid, date, text) OWNER TO safer_rules;
