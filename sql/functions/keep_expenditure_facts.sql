-- Trigger, the last before spending's row changes: what was posted stands, and the one step there is is its reversal.
-- But the owner erases texts. It also counts the version.
CREATE FUNCTION safer.keep_expenditure_facts()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF current_user = 'safer_owner'
        AND safer.is_erasure(to_jsonb(OLD) - 'state', to_jsonb(NEW) - 'state', ARRAY['note', 'reversal_reason'])
    THEN
        NEW.version := OLD.version + 1;
        NEW.written_by := pg_current_xact_id();
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.fund, NEW.partner, NEW.purpose, NEW.financial_year, NEW.booked_in, NEW.amount_pence,
            NEW.incurred_on, NEW.external_reference, NEW.decision, NEW.note, NEW.created_at, NEW.replaces)
        IS DISTINCT FROM (OLD.id, OLD.fund, OLD.partner, OLD.purpose, OLD.financial_year, OLD.booked_in,
            OLD.amount_pence, OLD.incurred_on, OLD.external_reference, OLD.decision, OLD.note, OLD.created_at,
            OLD.replaces)
        OR OLD.reversed_at IS NOT NULL
        OR NEW.reversed_at IS NULL
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = 'spending stands as posted: it can only be reversed once';
    END IF;
    NEW.version := OLD.version + 1;
    NEW.written_by := pg_current_xact_id();
    RETURN NEW;
END
$$;

CREATE TRIGGER expenditure_z_facts
BEFORE UPDATE ON safer.expenditure
FOR EACH ROW EXECUTE FUNCTION safer.keep_expenditure_facts();
