-- The agreements the caller is a party of.
CREATE FUNCTION safer.agreements_party_to()
RETURNS text[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    RETURN ARRAY(
        SELECT p.agreement
        FROM safer.agreement_party AS p
        WHERE p.partner = caller);
END
$$;

ALTER FUNCTION safer.agreements_party_to() OWNER TO safer_rules;
