-- Withdraws an award, for the host of its fund, saying why: what is not paid of it is released. Returns its id and what it
-- was; no row when there is none.
CREATE FUNCTION safer.withdraw_award(award_id uuid, reason text, withdrawn_on date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.award;
BEGIN
    held := safer.kept_award(award_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_award_lasts(held);
    PERFORM safer.check_happened(withdrawn_on, '/withdrawn_on');
    IF withdrawn_on < held.awarded_on THEN
        PERFORM safer.refuse('date-implausible', format('The award was made on %s, after %s.', held.awarded_on,
            withdrawn_on), '/withdrawn_on');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.awards AS x WHERE x.id = held.id);
    UPDATE safer.award AS a
    SET state = 'withdrawn',
        withdrawn_because = reason,
        withdrawn_on = coalesce(withdraw_award.withdrawn_on, safer.today())
    WHERE a.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.withdraw_award(uuid, text, date, integer) OWNER TO safer_rules;
