-- The clock of a review as it stood at the end of a day: when it is to be decided and completed by the version of the rules
-- it was notified under, with suspensions taken out, and how long it has been in its stage, without them. By the stages
-- that the caller sees; no row before it was notified.
CREATE FUNCTION safer.dhr_clock(dhr_id uuid, asked_on date)
RETURNS TABLE (stage text, stage_on date, days_in_stage integer, suspended boolean, suspended_days integer,
    decision_due_on date, decided_on date, decision_state text, completion_due_on date, completed_on date,
    completion_state text)
LANGUAGE plpgsql
STABLE
AS $$
#variable_conflict use_variable
DECLARE
    rule safer.dhr_clock_rule;
    notified date;
    to_review boolean;
    begun date[];
    ended date[];
BEGIN
    SELECT r.* INTO rule
    FROM safer.dhr AS d
    JOIN safer.dhr_clock_rule AS r ON r.id = d.rule
    WHERE d.id = dhr_id AND d.notified_on <= asked_on;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT min(s.reached_on) FILTER (WHERE s.stage = 'notified'),
        min(s.reached_on) FILTER (WHERE s.stage = 'decision'),
        bool_or(s.decision = 'review') FILTER (WHERE s.stage = 'decision'),
        min(s.reached_on) FILTER (WHERE s.stage = rule.completed_by),
        array_agg(s.reached_on ORDER BY s.step) FILTER (WHERE s.stage = 'suspended'),
        array_agg(s.reached_on ORDER BY s.step) FILTER (WHERE s.stage = 'resumed')
    INTO notified, decided_on, to_review, completed_on, begun, ended
    FROM safer.dhr_stage AS s
    WHERE s.dhr = dhr_id
        AND s.reached_on <= asked_on;
    SELECT s.stage, s.reached_on INTO stage, stage_on
    FROM safer.dhr_stage AS s
    WHERE s.dhr = dhr_id
        AND s.reached_on <= asked_on
        AND s.stage NOT IN ('suspended', 'resumed')
    ORDER BY s.step DESC
    LIMIT 1;
    suspended := coalesce(cardinality(begun), 0) > coalesce(cardinality(ended), 0);
    suspended_days := safer.dhr_suspended_days(notified, asked_on, begun, ended);
    days_in_stage := asked_on - stage_on - safer.dhr_suspended_days(stage_on, asked_on, begun, ended);
    decision_due_on := safer.dhr_extended(notified, (notified + make_interval(months => rule.decision_months))::date,
        begun, ended, coalesce(decided_on, asked_on));
    decision_state := safer.dhr_deadline_state(decision_due_on, decided_on, suspended, asked_on);
    IF to_review THEN
        completion_due_on := safer.dhr_extended(decided_on,
            (decided_on + make_interval(months => rule.completion_months))::date, begun, ended,
            coalesce(completed_on, asked_on));
        completion_state := safer.dhr_deadline_state(completion_due_on, completed_on, suspended, asked_on);
    END IF;
    RETURN NEXT;
END
$$;
