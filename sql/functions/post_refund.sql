-- Trigger: writes what a refund means on the ledger. Posted: into the bank, less spending for its purpose. Reversed: the
-- other way round, on the day it is done. Each in the year it belongs to or, if that is closed, the first open one.
CREATE FUNCTION safer.post_refund()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reverses boolean := TG_OP = 'UPDATE';
    entry_id uuid := safer.new_uuid();
    bank bigint := safer.open_account(NEW.fund, 'bank');
    spending bigint := safer.open_account(NEW.fund, 'spending', purpose => NEW.purpose);
BEGIN
    INSERT INTO safer.entry (id, fund, kind, refund, financial_year, belongs_to, occurred_on)
    VALUES (entry_id, NEW.fund, CASE WHEN reverses THEN 'reversal' ELSE 'refund' END, NEW.id,
        safer.booked_year(NEW.fund, NEW.financial_year), NEW.financial_year,
        CASE WHEN reverses THEN safer.today() ELSE NEW.received_on END);
    INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
    VALUES (entry_id, 1, NEW.fund, CASE WHEN reverses THEN spending ELSE bank END,
        CASE WHEN reverses THEN bank ELSE spending END, NEW.amount_pence);
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.post_refund() OWNER TO safer_rules;

CREATE TRIGGER grant_refund_post
AFTER INSERT OR UPDATE OF reversed_at ON safer.grant_refund
FOR EACH ROW EXECUTE FUNCTION safer.post_refund();
