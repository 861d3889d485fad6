-- Ends the time of who chairs a review: the day said is the last. Returns the review's id and what it was; no row when there
-- is none to know of.
CREATE FUNCTION safer.end_dhr_chair(dhr_id uuid, to_on date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    chair safer.dhr_chair;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO chair FROM safer.dhr_chair AS c WHERE c.dhr = held.id AND c.to_on IS NULL;
    IF chair.dhr IS NULL THEN
        PERFORM safer.refuse('stage-not-ready', 'The review has no chair whose time could end.');
    ELSIF to_on < chair.from_on THEN
        PERFORM safer.refuse('term-invalid', format('The chair was appointed from %s.', chair.from_on), '/to_on');
    END IF;
    object := held.id;
    before := safer.dhr_before(held.id);
    UPDATE safer.dhr_chair AS c
    SET to_on = end_dhr_chair.to_on
    WHERE c.dhr = held.id
        AND c.place = chair.place;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.end_dhr_chair(uuid, date, integer) OWNER TO safer_rules;
