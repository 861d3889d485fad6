-- Trigger: what a new contribution must satisfy, told apart one by one, and the year it is counted in. It looks at all
-- rows, not at those the caller sees; what the caller may not see answers as if it were not there. Who is excluded from
-- a fund on the day contributes nothing to it; what puts a contribution of that day right is none.
CREATE FUNCTION safer.check_contribution()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    body text := CASE WHEN NEW.replaces IS NULL THEN '' ELSE '/replacement' END;
    stays boolean := false;
    contributes boolean;
    existing uuid;
BEGIN
    IF NEW.partner IS NULL THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no partner, so there is nobody to post for.');
    END IF;
    -- The first is the cheaper, and settles it for a constituent partner.
    IF NEW.fund <> ALL (safer.funds_read_whole()) AND NEW.fund <> ALL (safer.funds_in_view()) THEN
        PERFORM safer.refuse('unknown-fund', format('There is no fund ''%s''.', NEW.fund), body || '/fund');
    END IF;

    -- An exclusion that is being made is waited for, and it for this; two contributions do not wait for each other.
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('["fund exclusions","' || NEW.fund || '"]', 0));
    IF NOT safer.may_contribute(NEW.fund, NEW.partner, NEW.received_on) AND NOT EXISTS (
            SELECT
            FROM safer.contribution AS c
            WHERE c.id = NEW.replaces
                AND c.received_on = NEW.received_on) THEN
        PERFORM safer.refuse('may-not-contribute', format('Your organisation may not contribute to this fund on %s.',
            NEW.received_on));
    END IF;

    -- What puts a contribution right may stay in its year, though nothing covers that any more.
    IF NEW.replaces IS NOT NULL THEN
        stays := EXISTS (SELECT FROM safer.contribution AS c
            WHERE c.id = NEW.replaces AND c.financial_year = NEW.financial_year);
    END IF;
    contributes := stays OR safer.contributes_to(NEW.fund, NEW.partner, NEW.financial_year);
    IF contributes IS NULL THEN
        PERFORM safer.refuse('year-not-covered',
            safer.year_not_covered(NEW.fund, NEW.financial_year), body || '/financial_year');
    ELSIF NOT contributes THEN
        PERFORM safer.refuse('not-a-contributor',
            format('Your organisation does not contribute to this fund for %s: it is no party to the agreement'
                ' that covers the year, and the fund does not name it.', NEW.financial_year));
    END IF;

    IF NEW.received_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future',
            format('The contribution cannot have been received on %s: today is %s.',
                NEW.received_on, safer.today()),
            body || '/received_on');
    ELSIF NEW.received_on < safer.financial_year_start(NEW.financial_year) - interval '1 year' THEN
        PERFORM safer.refuse('date-implausible',
            format('%s is more than a year before %s begins. Please check the date and the financial year.',
                NEW.received_on, NEW.financial_year),
            body || '/received_on');
    END IF;
    IF NEW.amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'A contribution is more than nothing: one penny at the least.',
            body || '/amount_pence');
    END IF;

    NEW.booked_in := safer.booked_year(NEW.fund, NEW.financial_year);
    IF NEW.replaces IS NOT NULL THEN
        PERFORM safer.check_replacement(NEW);
        RETURN NEW;
    END IF;

    -- Two requests with one reference wait for each other here, so that the second can name the first.
    PERFORM pg_advisory_xact_lock(hashtextextended(
        json_build_array('contribution', NEW.partner, NEW.external_reference)::text, 0));
    PERFORM
    FROM safer.contribution AS c
    WHERE c.partner = NEW.partner
        AND c.external_reference = NEW.external_reference
        AND c.replaces IS NULL;
    IF FOUND THEN
        SELECT c.id
        INTO existing
        FROM safer.contribution AS c
        WHERE c.partner = NEW.partner
            AND c.external_reference = NEW.external_reference
            AND c.replaced_by IS NULL;
        PERFORM safer.refuse('duplicate-reference',
            'A contribution with this reference has been posted before. A reference is used once, for ever.',
            '/external_reference',
            jsonb_build_object('existing', jsonb_build_object(
                'id', existing, 'href', '/v1/contributions/' || existing)));
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION safer.check_contribution() OWNER TO safer_rules;

CREATE TRIGGER contribution_check
BEFORE INSERT ON safer.contribution
FOR EACH ROW EXECUTE FUNCTION safer.check_contribution();
