-- The agreements whose changes and withdrawals the caller reads: those it is a party of, and all for a constituent
-- partner.
CREATE FUNCTION safer.agreements_read_closely()
RETURNS text[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    RETURN ARRAY(
        SELECT a.id
        FROM safer.agreement AS a
        WHERE EXISTS (SELECT FROM safer.partner AS p WHERE p.id = caller AND p.kind = 'constituent')
            OR EXISTS (SELECT FROM safer.agreement_party AS p WHERE p.agreement = a.id AND p.partner = caller));
END
$$;

ALTER FUNCTION safer.agreements_read_closely() OWNER TO safer_rules;
