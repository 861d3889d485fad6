-- Trigger, the last before a contribution's row changes: what was posted stands, and an update is one step
-- forward, a receipt or a reversal; but the owner erases texts. It also counts the version.
CREATE FUNCTION safer.keep_contribution_facts()
RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    confirms boolean := OLD.confirmed_on IS NULL AND NEW.confirmed_on IS NOT NULL;
    reverses boolean := OLD.reversed_at IS NULL AND NEW.reversed_at IS NOT NULL;
BEGIN
    IF current_user = 'safer_owner'
        AND safer.is_erasure(to_jsonb(OLD) - 'state', to_jsonb(NEW) - 'state', ARRAY['note', 'reversal_reason'])
    THEN
        NEW.version := OLD.version + 1;
        NEW.written_by := pg_current_xact_id();
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.fund, NEW.partner, NEW.financial_year, NEW.amount_pence, NEW.received_on,
            NEW.external_reference, NEW.note, NEW.created_at, NEW.replaces, NEW.booked_in)
        IS DISTINCT FROM (OLD.id, OLD.fund, OLD.partner, OLD.financial_year, OLD.amount_pence, OLD.received_on,
            OLD.external_reference, OLD.note, OLD.created_at, OLD.replaces, OLD.booked_in)
        OR confirms = reverses
        OR (NOT confirms
            AND (NEW.confirmed_on, NEW.bank_reference) IS DISTINCT FROM (OLD.confirmed_on, OLD.bank_reference))
        OR (NOT reverses
            AND (NEW.reversed_at, NEW.reversed_by, NEW.reversal_reason, NEW.replaced_by)
                IS DISTINCT FROM (OLD.reversed_at, OLD.reversed_by, OLD.reversal_reason, OLD.replaced_by))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = 'a contribution stands as posted: it can only be confirmed once or reversed once';
    END IF;
    NEW.version := OLD.version + 1;
    NEW.written_by := pg_current_xact_id();
    RETURN NEW;
END
$$;

CREATE TRIGGER contribution_z_facts
BEFORE UPDATE ON safer.contribution
FOR EACH ROW EXECUTE FUNCTION safer.keep_contribution_facts();
