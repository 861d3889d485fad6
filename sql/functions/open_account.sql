-- The id of a fund's account, opened when it is first needed: with whom or for what, where its kind has such.
CREATE FUNCTION safer.open_account(fund text, kind text, partner text DEFAULT NULL, purpose text DEFAULT NULL,
    other_fund text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    found_id bigint;
BEGIN
    LOOP
        SELECT a.id
        INTO found_id
        FROM safer.account AS a
        WHERE a.fund = open_account.fund
            AND a.kind = open_account.kind
            AND a.partner IS NOT DISTINCT FROM open_account.partner
            AND a.purpose IS NOT DISTINCT FROM open_account.purpose
            AND a.other_fund IS NOT DISTINCT FROM open_account.other_fund;
        IF found_id IS NOT NULL THEN
            RETURN found_id;
        END IF;
        INSERT INTO safer.account (fund, kind, partner, purpose, other_fund)
        VALUES (open_account.fund, open_account.kind, open_account.partner, open_account.purpose,
            open_account.other_fund)
        ON CONFLICT ON CONSTRAINT account_once DO NOTHING;
    END LOOP;
END
$$;

ALTER FUNCTION safer.open_account(text, text, text, text, text) OWNER TO safer_rules;
