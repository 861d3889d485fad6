-- Applies the retention rules that have a number of months, 1,000 rows of each at the most, and says what was done: call
-- it again while it says something. Each that did something leaves an audit event, of no client. Nothing while another
-- session applies them.
CREATE FUNCTION safer.apply_retention(today date)
RETURNS TABLE (rule text, affected bigint)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    due record;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('["retention"]', 0)) THEN
        RETURN;
    END IF;
    FOR due IN
        SELECT r.id, r.of_table, r.ends_with, r.applied_by,
            (apply_retention.today - make_interval(months => r.months))::date AS before_day
        FROM safer.retention_rule AS r
        WHERE r.months IS NOT NULL
        ORDER BY r.id
    LOOP
        apply_retention.affected := safer.retain(due.applied_by, due.before_day, 1000);
        IF apply_retention.affected IS NULL THEN
            RAISE EXCEPTION 'the retention rule % names no action that is known: %', due.id, due.applied_by;
        END IF;
        CONTINUE WHEN apply_retention.affected = 0;
        PERFORM safer.record_audit_event(safer.new_uuid(), 'apply_retention', due.id, NULL,
            json_build_object('table', due.of_table, 'ends_with', due.ends_with, 'before', due.before_day,
                'rows', apply_retention.affected));
        apply_retention.rule := due.id;
        RETURN NEXT;
    END LOOP;
END
$$;

ALTER FUNCTION safer.apply_retention(date) OWNER TO safer_rules;
