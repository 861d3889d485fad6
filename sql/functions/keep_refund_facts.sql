-- Trigger: a refund stands as posted; it can only be reversed, once, and the owner erases texts.
CREATE FUNCTION safer.keep_refund_facts()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF current_user = 'safer_owner'
        AND safer.is_erasure(to_jsonb(OLD) - 'state', to_jsonb(NEW) - 'state', ARRAY['reason', 'reversal_reason'])
    THEN
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.award, NEW.fund, NEW.purpose, NEW.partner, NEW.financial_year, NEW.amount_pence, NEW.received_on,
            NEW.external_reference, NEW.reason, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.award, OLD.fund, OLD.purpose, OLD.partner, OLD.financial_year, OLD.amount_pence,
            OLD.received_on, OLD.external_reference, OLD.reason, OLD.created_at)
        OR OLD.reversed_at IS NOT NULL
        OR NEW.reversed_at IS NULL
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = 'a refund stands as posted: it can only be reversed once';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER grant_refund_keep_facts
BEFORE UPDATE ON safer.grant_refund
FOR EACH ROW EXECUTE FUNCTION safer.keep_refund_facts();
