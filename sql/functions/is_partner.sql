-- Whether the caller acts for a partner. Policies and views ask this several times a statement: PL/pgSQL keeps the plan for
-- as long as the connection lives, where SQL makes one at each call.
CREATE FUNCTION safer.is_partner()
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (SELECT FROM safer.partner AS p WHERE p.id = nullif(current_setting('safer.partner', true), ''));
END
$$;

ALTER FUNCTION safer.is_partner() OWNER TO safer_rules;
