-- Divides anew what is not paid yet of an award, for the host of its fund. Returns the award's id and what it was; no row
-- when there is none. tranches is as for safer.divide_award.
CREATE FUNCTION safer.set_tranches(award_id uuid, tranches jsonb, if_match integer)
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
    PERFORM safer.check_undivided(held);
    object := held.id;
    before := (SELECT json_build_object('tranches', coalesce(json_agg(json_build_object('place', t.place,
            'amount_pence', t.amount_pence, 'due_on', t.due_on) ORDER BY t.place), '[]'))
        FROM safer.tranche AS t
        WHERE t.award = held.id);
    PERFORM safer.divide_award(held.id, tranches);
    UPDATE safer.award AS a SET written_by = pg_current_xact_id() WHERE a.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_tranches(uuid, jsonb, integer) OWNER TO safer_rules;
