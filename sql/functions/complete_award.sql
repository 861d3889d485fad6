-- Settles an award, for the host of its fund, when nothing of it is open: what is not paid of it is released. Returns its
-- id and what it was; no row when there is none.
CREATE FUNCTION safer.complete_award(award_id uuid, completed_on date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.award;
    missing jsonb;
BEGIN
    held := safer.kept_award(award_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_award_lasts(held);
    PERFORM safer.check_happened(completed_on, '/completed_on');
    IF completed_on < held.awarded_on THEN
        PERFORM safer.refuse('date-implausible', format('The award was made on %s, after %s.', held.awarded_on,
            completed_on), '/completed_on');
    END IF;
    missing := safer.open_of_award(held);
    IF missing <> '[]' THEN
        PERFORM safer.refuse('award-not-finished', missing #>> '{0,detail}', NULL, jsonb_build_object('open', missing));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.awards AS x WHERE x.id = held.id);
    UPDATE safer.award AS a
    SET state = 'complete', completed_on = complete_award.completed_on
    WHERE a.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.complete_award(uuid, date, integer) OWNER TO safer_rules;
