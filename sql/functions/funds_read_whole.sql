-- The funds of which the caller reads every partner's rows: a constituent partner reads all, a host its own.
CREATE FUNCTION safer.funds_read_whole()
RETURNS text[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    RETURN ARRAY(
        SELECT f.id
        FROM safer.fund AS f
        WHERE f.host = caller
            OR EXISTS (SELECT FROM safer.partner AS p WHERE p.id = caller AND p.kind = 'constituent'));
END
$$;

ALTER FUNCTION safer.funds_read_whole() OWNER TO safer_rules;
