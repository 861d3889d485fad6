-- Trigger: what a new transfer must satisfy, told apart one by one. Both funds are the caller's to host; beyond what is
-- left in the giving one it needs a decision cited. Funds are held in the order of their names, so that two transfers
-- the other way round do not wait for each other.
CREATE FUNCTION safer.check_transfer()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    promised_pence bigint;
    left_pence bigint;
BEGIN
    PERFORM safer.check_host(NEW.from_fund, '/from_fund');
    PERFORM safer.check_host(NEW.to_fund, '/to_fund');
    PERFORM
    FROM safer.fund AS f
    WHERE f.id IN (NEW.from_fund, NEW.to_fund)
    ORDER BY f.id
    FOR NO KEY UPDATE;
    IF NEW.from_fund = NEW.to_fund THEN
        PERFORM safer.refuse('same-fund', 'Money goes from one fund to another: name two.', '/to_fund');
    END IF;
    IF NEW.amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'A transfer is more than nothing: one penny at the least.',
            '/amount_pence');
    END IF;
    IF NEW.made_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future',
            format('Nothing can have been transferred on %s: today is %s.', NEW.made_on, safer.today()), '/made_on');
    END IF;
    IF NOT safer.period_covered(NEW.from_fund, NEW.made_on) THEN
        PERFORM safer.refuse('period-outside-agreement',
            format('No agreement of the fund ''%s'' runs on %s.', NEW.from_fund, NEW.made_on), '/made_on');
    END IF;
    IF NOT safer.period_covered(NEW.to_fund, NEW.made_on) THEN
        PERFORM safer.refuse('period-outside-agreement',
            format('No agreement of the fund ''%s'' runs on %s, so it could not spend what it gets.', NEW.to_fund,
                NEW.made_on), '/made_on');
    END IF;
    NEW.financial_year := safer.financial_year_of(NEW.made_on);

    PERFORM pg_advisory_xact_lock(hashtextextended(
        json_build_array('transfer', NEW.partner, NEW.external_reference)::text, 0));
    PERFORM safer.refuse('duplicate-reference',
        'A transfer with this reference has been posted before. A reference is used once, for ever.',
        '/external_reference',
        jsonb_build_object('existing', jsonb_build_object('id', t.id, 'href', '/v1/transfers/' || t.id)))
    FROM safer.transfer AS t
    WHERE t.partner = NEW.partner
        AND t.external_reference = NEW.external_reference;

    SELECT p.pence, safer.fund_available(NEW.from_fund) - p.pence INTO promised_pence, left_pence
    FROM safer.fund_promised(NEW.from_fund) AS p (pence);
    IF NEW.decision IS NULL AND NEW.amount_pence > left_pence THEN
        PERFORM safer.refuse('overspent',
            format('The fund has %s left%s, and this is %s. It needs the decision of those whose money it is: cite it in'
                ' decision.', safer.pounds(left_pence),
                CASE WHEN promised_pence > 0 THEN ' that it has not awarded' END, safer.pounds(NEW.amount_pence)),
            '/amount_pence', jsonb_build_object('available_pence', left_pence));
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION safer.check_transfer() OWNER TO safer_rules;

CREATE TRIGGER transfer_check
BEFORE INSERT ON safer.transfer
FOR EACH ROW EXECUTE FUNCTION safer.check_transfer();
