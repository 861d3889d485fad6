-- Erases which person it was that was at a meeting; that the office was there remains. Neither audit events nor stored
-- replies have the name. Returns the id of the record and what it was; no row when there is none to see.
CREATE FUNCTION safer.erase_person(attendance_id uuid)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.attendance;
BEGIN
    held := safer.kept_attendance(attendance_id, NULL);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.attendance AS a WHERE a.id = held.id);
    DELETE FROM safer.attendance_person AS p WHERE p.attendance = held.id;
    UPDATE safer.attendance AS a SET written_by = pg_current_xact_id() WHERE a.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.erase_person(uuid) OWNER TO safer_rules;
