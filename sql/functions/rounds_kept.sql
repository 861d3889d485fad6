-- The rounds of the funds that the caller hosts.
CREATE FUNCTION safer.rounds_kept()
RETURNS text[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(
        SELECT r.id
        FROM safer.grant_round AS r
        JOIN safer.fund AS f ON f.id = r.fund
        WHERE f.host = nullif(current_setting('safer.partner', true), ''));
END
$$;

ALTER FUNCTION safer.rounds_kept() OWNER TO safer_rules;
