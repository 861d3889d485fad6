-- Trigger: writes what a contribution means on the ledger. Posted: in transit, owed to the partner's contributions.
-- Confirmed: from in transit to the bank. Reversed: every posting so far, the other way round, in one entry, on the day
-- it is done; or, if something replaces it, each on the day of what it puts right, so that on no day both are there.
CREATE FUNCTION safer.post_contribution()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entry_id uuid := safer.new_uuid();
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to, occurred_on)
        VALUES (entry_id, NEW.fund, 'contribution', NEW.id, NEW.booked_in, NEW.financial_year, NEW.received_on);
        INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
        -- The accounts are there but for the first time, so they are asked for in place: two calls less a posting.
        VALUES (entry_id, 1, NEW.fund,
            coalesce((SELECT a.id FROM safer.account AS a WHERE a.fund = NEW.fund AND a.kind = 'in-transit'),
                safer.open_account(NEW.fund, 'in-transit')),
            coalesce((SELECT a.id FROM safer.account AS a
                    WHERE a.fund = NEW.fund AND a.kind = 'contributions' AND a.partner = NEW.partner),
                safer.open_account(NEW.fund, 'contributions', NEW.partner)),
            NEW.amount_pence);
    ELSIF OLD.confirmed_on IS NULL AND NEW.confirmed_on IS NOT NULL THEN
        INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to, occurred_on)
        VALUES (entry_id, NEW.fund, 'receipt', NEW.id, safer.booked_year(NEW.fund, NEW.booked_in), NEW.financial_year,
            NEW.confirmed_on);
        INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
        VALUES (entry_id, 1, NEW.fund, safer.open_account(NEW.fund, 'bank'),
            safer.open_account(NEW.fund, 'in-transit'), NEW.amount_pence);
    ELSIF OLD.reversed_at IS NULL AND NEW.reversed_at IS NOT NULL THEN
        IF NEW.replaced_by IS NOT NULL AND OLD.confirmed_on IS NOT NULL THEN
            INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to, occurred_on)
            VALUES (entry_id, NEW.fund, 'receipt-reversal', NEW.id, safer.booked_year(NEW.fund, NEW.booked_in),
                NEW.financial_year, OLD.confirmed_on);
            INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
            VALUES (entry_id, 1, NEW.fund, safer.open_account(NEW.fund, 'in-transit'),
                safer.open_account(NEW.fund, 'bank'), NEW.amount_pence);
        END IF;
        INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to, occurred_on)
        VALUES (NEW.reversed_by, NEW.fund, 'reversal', NEW.id, safer.booked_year(NEW.fund, NEW.booked_in),
            NEW.financial_year, CASE WHEN NEW.replaced_by IS NULL THEN safer.today() ELSE NEW.received_on END);
        INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
        SELECT NEW.reversed_by, row_number() OVER (ORDER BY e.id DESC, p.line DESC), NEW.fund,
            p.credit_account, p.debit_account, p.amount_pence
        FROM safer.entry AS e
        JOIN safer.posting AS p ON p.entry = e.id
        WHERE e.contribution = NEW.id
            AND (e.kind = 'contribution' OR e.kind = 'receipt' AND NEW.replaced_by IS NULL);
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.post_contribution() OWNER TO safer_rules;

CREATE TRIGGER contribution_post
AFTER INSERT OR UPDATE ON safer.contribution
FOR EACH ROW EXECUTE FUNCTION safer.post_contribution();
