-- Trigger: writes what a transfer means on the ledger, an entry in each fund. Posted: from the bank of the one for the
-- other, and into the bank of the other from the one. Reversed: both the other way round.
CREATE FUNCTION safer.post_transfer()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reverses boolean := TG_OP = 'UPDATE';
    side record;
    entry_id uuid;
    bank bigint;
    other bigint;
BEGIN
    FOR side IN
        SELECT s.fund, s.other_fund, s.receives <> reverses AS receives
        FROM (VALUES (NEW.from_fund, NEW.to_fund, false), (NEW.to_fund, NEW.from_fund, true))
            AS s (fund, other_fund, receives)
        ORDER BY s.fund
    LOOP
        entry_id := safer.new_uuid();
        bank := safer.open_account(side.fund, 'bank');
        other := safer.open_account(side.fund, 'transfers', other_fund => side.other_fund);
        INSERT INTO safer.entry (id, fund, kind, transfer, financial_year, belongs_to, occurred_on)
        VALUES (entry_id, side.fund, CASE WHEN reverses THEN 'reversal' ELSE 'transfer' END, NEW.id,
            safer.booked_year(side.fund, NEW.financial_year), NEW.financial_year,
            CASE WHEN reverses THEN safer.today() ELSE NEW.made_on END);
        INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
        VALUES (entry_id, 1, side.fund, CASE WHEN side.receives THEN bank ELSE other END,
            CASE WHEN side.receives THEN other ELSE bank END, NEW.amount_pence);
    END LOOP;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.post_transfer() OWNER TO safer_rules;

CREATE TRIGGER transfer_post
AFTER INSERT OR UPDATE OF reversed_at ON safer.transfer
FOR EACH ROW EXECUTE FUNCTION safer.post_transfer();
