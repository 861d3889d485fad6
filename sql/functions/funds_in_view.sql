-- The funds the caller may know of: those it reads whole, and those it contributes to or has contributed to.
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
        WHERE p.partner = caller);
END
$$;

ALTER FUNCTION safer.funds_in_view() OWNER TO safer_rules;
