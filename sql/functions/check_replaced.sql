-- Trigger, at the transaction's end: what a reversal says it was replaced by does replace it.
CREATE FUNCTION safer.check_replaced()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'contribution' THEN
        PERFORM FROM safer.contribution AS c WHERE c.id = NEW.replaced_by AND c.replaces = NEW.id;
    ELSE
        PERFORM FROM safer.expenditure AS x WHERE x.id = NEW.replaced_by AND x.replaces = NEW.id;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = 'what a reversal says it was replaced by replaces something else';
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.check_replaced() OWNER TO safer_rules;

CREATE CONSTRAINT TRIGGER contribution_replaced
AFTER UPDATE ON safer.contribution
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.replaced_by IS NOT NULL)
EXECUTE FUNCTION safer.check_replaced();

CREATE CONSTRAINT TRIGGER expenditure_replaced
AFTER UPDATE ON safer.expenditure
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.replaced_by IS NOT NULL)
EXECUTE FUNCTION safer.check_replaced();
