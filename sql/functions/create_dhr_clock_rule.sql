-- Records what is asked of reviews notified from a day still to come on; what was notified before keeps its version.
-- Returns its id.
CREATE FUNCTION safer.create_dhr_clock_rule(fields jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    made safer.dhr_clock_rule := jsonb_populate_record(NULL::safer.dhr_clock_rule, fields);
    last_on date;
BEGIN
    PERFORM safer.check_coordinator();
    PERFORM pg_advisory_xact_lock(hashtextextended('["dhr clock rule"]', 0));
    PERFORM FROM safer.dhr_clock_rule AS r WHERE r.id = made.id;
    IF FOUND THEN
        PERFORM safer.refuse('id-taken', format('There is a version ''%s'' already.', made.id), '/id');
    END IF;
    SELECT max(r.from_on) INTO last_on FROM safer.dhr_clock_rule AS r;
    IF made.from_on <= safer.today() THEN
        PERFORM safer.refuse('clock-rule-in-past',
            format('It is for reviews still to be notified: from a day after %s on.', safer.today()), '/from_on');
    ELSIF made.from_on <= last_on THEN
        PERFORM safer.refuse('clock-rule-in-past', format('There is a version from %s on: another follows it.', last_on),
            '/from_on');
    END IF;
    INSERT INTO safer.dhr_clock_rule (id, from_on, decision_months, completion_months, completed_by, source, note)
    VALUES (made.id, made.from_on, made.decision_months, made.completion_months, made.completed_by, made.source,
        made.note);
    RETURN made.id;
END
$$;

ALTER FUNCTION safer.create_dhr_clock_rule(jsonb) OWNER TO safer_rules;
