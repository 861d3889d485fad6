-- Trigger: writes what spending means on the ledger. Posted: from the bank, for its purpose. Reversed: the other way
-- round, in the year it was counted in or, if that is closed, the first open one; on the day it is done or, if something
-- replaces it, on the day of what is put right, so that on no day both are there.
CREATE FUNCTION safer.post_expenditure()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    entry_id uuid := safer.new_uuid();
    bank bigint := safer.open_account(NEW.fund, 'bank');
    spending bigint := safer.open_account(NEW.fund, 'spending', purpose => NEW.purpose);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO safer.entry (id, fund, kind, expenditure, financial_year, belongs_to, occurred_on)
        VALUES (entry_id, NEW.fund, 'expenditure', NEW.id, NEW.booked_in, NEW.financial_year, NEW.incurred_on);
        INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
        VALUES (entry_id, 1, NEW.fund, spending, bank, NEW.amount_pence);
    ELSIF OLD.reversed_at IS NULL AND NEW.reversed_at IS NOT NULL THEN
        INSERT INTO safer.entry (id, fund, kind, expenditure, financial_year, belongs_to, occurred_on)
        VALUES (NEW.reversed_by, NEW.fund, 'reversal', NEW.id, safer.booked_year(NEW.fund, NEW.booked_in),
            NEW.financial_year, CASE WHEN NEW.replaced_by IS NULL THEN safer.today() ELSE NEW.incurred_on END);
        INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
        VALUES (NEW.reversed_by, 1, NEW.fund, bank, spending, NEW.amount_pence);
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.post_expenditure() OWNER TO safer_rules;

CREATE TRIGGER expenditure_post
AFTER INSERT OR UPDATE ON safer.expenditure
FOR EACH ROW EXECUTE FUNCTION safer.post_expenditure();
