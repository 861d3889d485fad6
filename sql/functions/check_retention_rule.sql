-- Trigger: a rule names a table there is, and an action that is known; a period that a setting says is applied by the
-- service itself, and any other by safer.apply_retention.
CREATE FUNCTION safer.check_retention_rule()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF to_regclass(format('safer.%I', NEW.of_table)) IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'retention_rule_of_table_known',
            MESSAGE = format('there is no table safer.%I', NEW.of_table);
    END IF;
    IF NEW.applied_by IS NOT NULL AND (
        NEW.applied_by <> ALL (safer.retention_actions())
        OR (NEW.setting IS NOT NULL) <> (NEW.applied_by = 'purge_idempotency_keys'))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'retention_rule_applied_by_known',
            MESSAGE = format('%L is no action of such a rule', NEW.applied_by),
            HINT = 'safer.retention_actions() lists them.';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER retention_rule_check
BEFORE INSERT OR UPDATE ON safer.retention_rule
FOR EACH ROW EXECUTE FUNCTION safer.check_retention_rule();
