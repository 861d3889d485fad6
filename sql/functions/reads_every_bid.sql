-- Whether the caller reads the bids and returns of others: a constituent partner, and the commissioner, who funds them.
CREATE FUNCTION safer.reads_every_bid()
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM safer.partner AS p
        WHERE p.id = nullif(current_setting('safer.partner', true), '')
            AND p.kind IN ('constituent', 'commissioner'));
END
$$;

ALTER FUNCTION safer.reads_every_bid() OWNER TO safer_rules;
