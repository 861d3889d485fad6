-- Trigger: what new spending must satisfy, told apart one by one, and the year it is counted in. The cost of a post the
-- fund pays is never refused for lack of money; other spending beyond what is left needs a decision cited, and waits for
-- the fund's row, so that two at one moment do not both spend the last pounds.
CREATE FUNCTION safer.check_expenditure()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    body text := CASE WHEN NEW.replaces IS NULL THEN '' ELSE '/replacement' END;
    needs_money boolean;
    left_pence bigint;
    promised_pence bigint;
BEGIN
    PERFORM safer.check_host(NEW.fund, body || '/fund');
    needs_money := safer.needs_money(NEW);
    IF needs_money THEN
        PERFORM FROM safer.fund AS f WHERE f.id = NEW.fund FOR NO KEY UPDATE;
    END IF;
    PERFORM FROM safer.purpose AS u WHERE u.fund = NEW.fund AND u.id = NEW.purpose;
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-purpose',
            format('The fund has no purpose ''%s'' to spend on.', NEW.purpose), body || '/purpose');
    END IF;
    IF NEW.amount_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'Spending is more than nothing: one penny at the least.',
            body || '/amount_pence');
    END IF;
    IF NEW.incurred_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future',
            format('Nothing can have been spent on %s: today is %s.', NEW.incurred_on, safer.today()),
            body || '/incurred_on');
    END IF;
    PERFORM safer.check_award_purpose(NEW);
    IF NOT safer.period_covered(NEW.fund, NEW.incurred_on) AND NOT safer.pays_tranche(NEW) THEN
        PERFORM safer.refuse('period-outside-agreement',
            format('No agreement of this fund runs on %s, so nothing can have been spent under one.', NEW.incurred_on),
            body || '/incurred_on');
    END IF;

    NEW.financial_year := safer.financial_year_of(NEW.incurred_on);
    NEW.booked_in := safer.booked_year(NEW.fund, NEW.financial_year);
    PERFORM safer.check_expenditure_reference(NEW);
    IF needs_money THEN
        -- Both in one statement, so that both see the same.
        SELECT p.pence, safer.fund_available(NEW.fund) - p.pence INTO promised_pence, left_pence
        FROM safer.fund_promised(NEW.fund) AS p (pence);
        IF NEW.amount_pence > left_pence THEN
            PERFORM safer.refuse('overspent',
                format('The fund has %s left%s, and this is %s. It is no cost of a post the fund pays, so it needs the'
                    ' Senior Management Team''s decision: cite it in decision.', safer.pounds(left_pence),
                    CASE WHEN promised_pence > 0 THEN ' that it has not awarded' END, safer.pounds(NEW.amount_pence)),
                body || '/amount_pence', jsonb_build_object('available_pence', left_pence));
        END IF;
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION safer.check_expenditure() OWNER TO safer_rules;

CREATE TRIGGER expenditure_check
BEFORE INSERT ON safer.expenditure
FOR EACH ROW EXECUTE FUNCTION safer.check_expenditure();
