-- Whether the caller reads the observations of every indicator in every area: a constituent partner, a responsible
-- authority or the commissioner. In PL/pgSQL for the same reason as safer.is_partner.
CREATE FUNCTION safer.reads_every_series()
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
            AND p.kind IN ('constituent', 'responsible-authority', 'commissioner'));
END
$$;

ALTER FUNCTION safer.reads_every_series() OWNER TO safer_rules;
