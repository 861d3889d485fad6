-- Erases what may be erased of a review, and what events and stored replies have of it: protected names, texts, a
-- draft for the public, what is counted of its people, the account of its chair, older forms of its pseudonym. That
-- there was a review, its stages, its recommendations' numbers and its money stay, and so does the chain over the
-- events. Returns its id, and what was asked for in place of what it was; no row when there is none to know of.
CREATE FUNCTION safer.erase_dhr(dhr_id uuid, parts text[], if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    drafted boolean := false;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    IF 'names' = ANY (parts) THEN
        DELETE FROM safer.dhr_name AS n WHERE n.dhr = held.id;
    END IF;
    IF 'persons' = ANY (parts) THEN
        DELETE FROM safer.dhr_person AS p WHERE p.dhr = held.id;
    END IF;
    IF 'chair_account' = ANY (parts) THEN
        DELETE FROM safer.dhr_chair_account AS a WHERE a.dhr = held.id;
    END IF;
    IF 'aliases' = ANY (parts) THEN
        DELETE FROM safer.dhr_alias AS a WHERE a.dhr = held.id;
    END IF;
    IF 'texts' = ANY (parts) THEN
        PERFORM safer.erase_dhr_texts(held.id);
    END IF;
    IF 'draft' = ANY (parts) THEN
        drafted := safer.erase_dhr_draft(held.id);
    END IF;
    -- Of the other parts no event says anything.
    IF drafted OR parts && '{texts,aliases}' THEN
        PERFORM safer.erase_dhr_events(held.id);
    END IF;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = held.id;
    object := held.id;
    before := json_build_object('erased', parts);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.erase_dhr(uuid, text[], integer) OWNER TO safer_rules;
