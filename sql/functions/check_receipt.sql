-- Trigger: a receipt is the word of the fund's host, given once. The update carries in version the one the
-- caller has read (If-Match), or the row's own.
CREATE FUNCTION safer.check_receipt()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    PERFORM FROM safer.fund AS f WHERE f.id = OLD.fund AND f.host = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-the-host', 'Only the host of the fund confirms that a contribution has arrived.');
    END IF;
    IF OLD.reversed_at IS NOT NULL THEN
        PERFORM safer.refuse('already-reversed', 'The contribution has been reversed, so it cannot be confirmed.');
    END IF;
    IF OLD.confirmed_on IS NOT NULL THEN
        PERFORM safer.refuse('already-confirmed',
            'The contribution is confirmed already. If the receipt is wrong, reverse the contribution.');
    END IF;
    IF NEW.version <> OLD.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The contribution has changed since you read it. Read it again, then decide.');
    END IF;
    IF NEW.confirmed_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future',
            format('The contribution cannot have arrived on %s: today is %s.', NEW.confirmed_on, safer.today()),
            '/confirmed_on');
    ELSIF NEW.confirmed_on < OLD.received_on - 366 THEN
        PERFORM safer.refuse('date-implausible',
            format('%s is more than a year before the contribution was posted as received, on %s.',
                NEW.confirmed_on, OLD.received_on),
            '/confirmed_on');
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION safer.check_receipt() OWNER TO safer_rules;

CREATE TRIGGER contribution_receipt
BEFORE UPDATE OF confirmed_on, bank_reference ON safer.contribution
FOR EACH ROW EXECUTE FUNCTION safer.check_receipt();
