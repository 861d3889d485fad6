-- The funds the caller may know of: those it reads whole, those it contributes to or has contributed to, and for
-- any partner those that a published agreement names. To know of a fund is not to read what is paid into it.
CREATE FUNCTION safer.funds_in_view()
RETURNS text[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    RETURN ARRAY(
        SELECT unnest(safer.funds_read_whole())
        UNION
        SELECT c.fund
        FROM safer.fund_contributor AS c
        WHERE c.partner = caller
        UNION
        SELECT a.fund
        FROM safer.agreement AS a
        JOIN safer.agreement_party AS p ON p.agreement = a.id
        WHERE p.partner = caller
        UNION
        SELECT a.fund
        FROM safer.agreement AS a
        WHERE a.public
            AND EXISTS (SELECT FROM safer.partner AS p WHERE p.id = caller));
END
$$;

ALTER FUNCTION safer.funds_in_view() OWNER TO safer_rules;
