-- The id of a fund's account, opened when it is first needed.
CREATE FUNCTION safer.open_account(fund text, kind text, partner text DEFAULT NULL)
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
            AND a.partner IS NOT DISTINCT FROM open_account.partner;
        IF found_id IS NOT NULL THEN
            RETURN found_id;
        END IF;
        INSERT INTO safer.account (fund, kind, partner)
        VALUES (open_account.fund, open_account.kind, open_account.partner)
        ON CONFLICT ON CONSTRAINT account_once DO NOTHING;
    END LOOP;
END
$$;

ALTER FUNCTION safer.open_account(text, text, text) OWNER TO safer_rules;
