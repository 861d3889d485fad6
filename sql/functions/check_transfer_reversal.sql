-- Trigger: a transfer is reversed once, by the host of both funds; all else of it stands as posted. The update carries
-- in version the one the caller has read (If-Match), or the row's own.
CREATE FUNCTION safer.check_transfer_reversal()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_has_role(session_user, 'safer_owner', 'MEMBER')
        AND safer.is_erasure(to_jsonb(OLD) - 'state', to_jsonb(NEW) - 'state', ARRAY['note', 'reversal_reason'])
    THEN
        NEW.version := OLD.version + 1;
        NEW.written_by := pg_current_xact_id();
        RETURN NEW;
    END IF;
    PERFORM safer.check_host(OLD.from_fund, NULL);
    PERFORM safer.check_host(OLD.to_fund, NULL);
    IF OLD.reversed_at IS NOT NULL THEN
        PERFORM safer.refuse('already-reversed', 'The transfer has been reversed already.');
    END IF;
    IF NEW.version <> OLD.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The transfer has changed since you read it. Read it again, then decide.');
    END IF;
    IF (NEW.id, NEW.from_fund, NEW.to_fund, NEW.partner, NEW.financial_year, NEW.amount_pence, NEW.made_on,
            NEW.external_reference, NEW.decision, NEW.note, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.from_fund, OLD.to_fund, OLD.partner, OLD.financial_year, OLD.amount_pence,
            OLD.made_on, OLD.external_reference, OLD.decision, OLD.note, OLD.created_at)
        OR NEW.reversed_at IS NULL
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = 'a transfer stands as posted: it can only be reversed once';
    END IF;
    NEW.reversed_at := now();
    NEW.version := OLD.version + 1;
    NEW.written_by := pg_current_xact_id();
    RETURN NEW;
END
$$;

ALTER FUNCTION safer.check_transfer_reversal() OWNER TO safer_rules;

CREATE TRIGGER transfer_reversal
BEFORE UPDATE ON safer.transfer
FOR EACH ROW EXECUTE FUNCTION safer.check_transfer_reversal();
