-- Takes a review to its next stage, suspends or resumes it. Returns its id and what it was; no row when there is none to
-- know of.
CREATE FUNCTION safer.move_dhr(dhr_id uuid, stage text, reached_on date, decision text, answer text, suspended_for text,
    if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    last_step safer.dhr_stage;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_dhr_stage(held, stage);
    PERFORM safer.check_dhr_stage_details(stage, decision, answer, suspended_for);
    reached_on := coalesce(reached_on, safer.today());
    PERFORM safer.check_dhr_ready(held, stage, decision, reached_on);
    PERFORM safer.check_happened(reached_on, '/reached_on');
    SELECT * INTO last_step FROM safer.dhr_stage AS s WHERE s.dhr = held.id ORDER BY s.step DESC LIMIT 1;
    IF reached_on < last_step.reached_on THEN
        PERFORM safer.refuse('date-implausible', format('%s is before the stage it follows, of %s.', reached_on,
            last_step.reached_on), '/reached_on');
    END IF;
    object := held.id;
    before := safer.dhr_before(held.id);
    INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, decision, answer, suspended_for, recorded_by)
    VALUES (held.id, last_step.step + 1, stage, reached_on, decision, answer, suspended_for,
        nullif(current_setting('safer.partner', true), ''));
    IF stage IN ('suspended', 'resumed') THEN
        UPDATE safer.dhr AS d SET suspended = (stage = 'suspended') WHERE d.id = held.id;
    ELSE
        UPDATE safer.dhr AS d
        SET stage = move_dhr.stage,
            stage_on = move_dhr.reached_on,
            decision = coalesce(d.decision, move_dhr.decision),
            decided_on = coalesce(d.decided_on, CASE WHEN stage = 'decision' THEN reached_on END),
            completed_on = coalesce(d.completed_on, CASE
                WHEN stage = (SELECT r.completed_by FROM safer.dhr_clock_rule AS r WHERE r.id = d.rule)
                    THEN reached_on END),
            published_on = coalesce(d.published_on, CASE WHEN stage = 'published' THEN reached_on END)
        WHERE d.id = held.id;
    END IF;
    IF stage = 'published' THEN
        UPDATE safer.dhr_publication AS p SET published_on = reached_on WHERE p.dhr = held.id;
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.move_dhr(uuid, text, date, text, text, text, integer) OWNER TO safer_rules;
