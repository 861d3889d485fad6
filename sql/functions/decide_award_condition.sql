-- Says that a condition of an award is met ('met') or not ('failed') as of a day, for the host of its fund. Returns the
-- condition's id and what it was; no row when the caller does not follow the award.
CREATE FUNCTION safer.decide_award_condition(condition_id uuid, outcome text, decided_on date, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    award safer.award;
BEGIN
    award := safer.kept_award((
            SELECT c.award
            FROM safer.award_condition AS c
            WHERE c.id = condition_id
                AND safer.follows_award(c.award)), NULL);
    IF award.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_award_lasts(award);
    PERFORM safer.check_happened(decided_on, '/decided_on');
    object := condition_id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.award_conditions AS x WHERE x.id = condition_id);
    UPDATE safer.award_condition AS c
    SET met_on = CASE outcome WHEN 'met' THEN coalesce(decided_on, safer.today()) END,
        failed_on = CASE outcome WHEN 'failed' THEN coalesce(decided_on, safer.today()) END,
        note = decide_award_condition.note
    WHERE c.id = condition_id;
    UPDATE safer.award AS a SET written_by = pg_current_xact_id() WHERE a.id = award.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.decide_award_condition(uuid, text, date, text) OWNER TO safer_rules;
