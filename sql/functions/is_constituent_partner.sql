-- Whether the caller acts for a constituent partner.
CREATE FUNCTION safer.is_constituent_partner()
RETURNS boolean
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
RETURN EXISTS (
    SELECT
    FROM safer.partner AS p
    WHERE p.id = nullif(current_setting('safer.partner', true), '')
        AND p.kind = 'constituent');

ALTER FUNCTION safer.is_constituent_partner() OWNER TO safer_rules;
