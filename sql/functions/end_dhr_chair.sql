-- Ends the time of who chairs a review now, or else of the last that was appointed: the day said is the last. One said before
-- is put right until it is over. Returns the review's id and what it was; no row when there is none to know of.
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
    next_on date;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO chair
    FROM safer.dhr_chair AS c
    WHERE c.dhr = held.id
    ORDER BY safer.today() BETWEEN c.from_on AND coalesce(c.to_on, 'infinity') DESC, c.place DESC
    LIMIT 1;
    SELECT min(c.from_on) INTO next_on FROM safer.dhr_chair AS c WHERE c.dhr = held.id AND c.place > chair.place;
    IF coalesce(chair.to_on, 'infinity') < safer.today() OR chair.dhr IS NULL THEN
        PERFORM safer.refuse('state-conflict', coalesce('The time of the last chair was over on ' || chair.to_on || '.',
            'The review has no chair.'));
    ELSIF to_on < chair.from_on THEN
        PERFORM safer.refuse('term-invalid', format('The chair was appointed from %s.', chair.from_on), '/to_on');
    ELSIF to_on >= next_on THEN
        PERFORM safer.refuse('term-invalid', format('The next chair is appointed from %s.', next_on), '/to_on');
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
