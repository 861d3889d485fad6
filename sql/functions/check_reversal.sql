-- Trigger: a contribution is reversed once, by its owner while unconfirmed, by the fund's host after. The update
-- carries in version the one the caller has read (If-Match), or the row's own. An operator who erases the reason
-- reverses nothing.
CREATE FUNCTION safer.check_reversal()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := coalesce(nullif(current_setting('safer.partner', true), ''), '');
    owns boolean := OLD.partner = caller;
    hosts boolean := EXISTS (SELECT FROM safer.fund AS f WHERE f.id = OLD.fund AND f.host = caller);
BEGIN
    IF pg_has_role(session_user, 'safer_owner', 'MEMBER')
        AND safer.is_erasure(to_jsonb(OLD) - 'state', to_jsonb(NEW) - 'state', ARRAY['reversal_reason'])
    THEN
        RETURN NEW;
    END IF;
    IF OLD.reversed_at IS NOT NULL AND (owns OR hosts) THEN
        PERFORM safer.refuse('already-reversed', 'The contribution has been reversed already.');
    END IF;
    IF OLD.confirmed_on IS NULL AND NOT owns THEN
        PERFORM safer.refuse('not-your-contribution',
            'Until it is confirmed, only the partner that posted a contribution reverses it.');
    END IF;
    IF OLD.confirmed_on IS NOT NULL AND NOT hosts THEN
        PERFORM safer.refuse('not-the-host',
            'The contribution is confirmed; from then on only the host of the fund reverses it.');
    END IF;
    IF NEW.version <> OLD.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The contribution has changed since you read it. Read it again, then decide.');
    END IF;
    NEW.reversed_at := now();
    NEW.reversed_by := safer.new_uuid();
    RETURN NEW;
END
$$;

ALTER FUNCTION safer.check_reversal() OWNER TO safer_rules;

CREATE TRIGGER contribution_reversal
BEFORE UPDATE OF reversed_at, reversal_reason, replaced_by ON safer.contribution
FOR EACH ROW EXECUTE FUNCTION safer.check_reversal();
