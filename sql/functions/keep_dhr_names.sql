-- Keeps the marks of the names that no text of a review may hold, in place of those before. name_marks has the mark of
-- each name, and key_id the key they were made under. Returns the review's id; what it was is not told, as it says nothing
-- of names. No row when there is none to know of.
CREATE FUNCTION safer.keep_dhr_names(dhr_id uuid, name_marks jsonb, key_id text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    object := held.id;
    before := safer.dhr_before(held.id);
    -- A report that is being made was held against the names of before: it holds its action, and is waited for.
    PERFORM
    FROM safer.dhr_action AS a
    WHERE a.id IN (SELECT s.action FROM safer.dhr_action_source AS s WHERE s.dhr = held.id)
    ORDER BY a.id
    FOR NO KEY UPDATE;
    DELETE FROM safer.dhr_name AS n WHERE n.dhr = held.id;
    INSERT INTO safer.dhr_name (dhr, mark, key_id)
    SELECT DISTINCT held.id, m.value ->> 'mark', key_id
    FROM jsonb_array_elements(name_marks) AS m (value);
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.keep_dhr_names(uuid, jsonb, text, integer) OWNER TO safer_rules;
