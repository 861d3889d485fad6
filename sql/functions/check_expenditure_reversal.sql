-- Trigger: spending is reversed once, by the host of its fund, and what reverses or was reversed stays so. The update
-- carries in version the one the caller has read (If-Match), or the row's own.
CREATE FUNCTION safer.check_expenditure_reversal()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_has_role(session_user, 'safer_owner', 'MEMBER')
        AND safer.is_erasure(to_jsonb(OLD) - 'state', to_jsonb(NEW) - 'state', ARRAY['reversal_reason'])
    THEN
        RETURN NEW;
    END IF;
    PERFORM safer.check_host(OLD.fund, NULL);
    IF OLD.reversed_at IS NOT NULL THEN
        PERFORM safer.refuse('already-reversed', 'The spending has been reversed already.');
    END IF;
    IF NEW.version <> OLD.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The spending has changed since you read it. Read it again, then decide.');
    END IF;
    NEW.reversed_at := now();
    NEW.reversed_by := safer.new_uuid();
    RETURN NEW;
END
$$;

ALTER FUNCTION safer.check_expenditure_reversal() OWNER TO safer_rules;

CREATE TRIGGER expenditure_reversal
BEFORE UPDATE OF reversed_at, reversal_reason, replaced_by ON safer.expenditure
FOR EACH ROW EXECUTE FUNCTION safer.check_expenditure_reversal();
